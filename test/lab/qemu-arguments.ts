import type { GuestImage } from './guest-image.ts'
import type { Topology } from './topology.ts'

/** What one start of a host adds to its topology. */
export interface Start {
  /** `-name`: the host's name in process listings. */
  readonly processName: string
  /** TCP port on 127.0.0.1 that leads to the guest's SSH server. */
  readonly sshPort: number
  /** Compressed memory of a saved state to continue from; undefined boots. */
  readonly savedMemoryPath: string | undefined
}

/** Files of a running host, relative to its directory, which is QEMU's working directory. */
export const HOST_FILES = {
  /** Writable layer above the image or a saved disk. */
  disk: 'disk.qcow2',
  console: 'console.log',
  /** What QEMU itself says. */
  qemuLog: 'qemu.log',
  /** QEMU's control socket (QMP). */
  control: 'qmp.sock',
  knownHosts: 'known_hosts'
} as const

/**
 * Kernel options of every guest. The timer check is for boards with broken wiring; in a guest that gets too
 * little CPU time it fails at random, and the boot with it.
 */
const KERNEL_OPTIONS =
  'console=ttyS0 quiet loglevel=4 no_timer_check random.trust_cpu=on systemd.show_status=error'

const kernelCommandLine = (topology: Topology, hasDisk: boolean): string =>
  [hasDisk ? 'root=/dev/vda rw' : '', topology.kernelOptions, KERNEL_OPTIONS]
    .filter((part) => part !== '')
    .join(' ')

/** One word for the shell that QEMU's `exec:` runs. */
const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`

/**
 * Arguments of qemu-system-x86_64 for one start of a host, to be run in the host's directory.
 *
 * Software emulation only, no display, no devices but ours. The guest sees this machine as a router without a
 * way out (`restrict`): what is tested cannot depend on the network outside. `romfile=` spares the guest the
 * boot firmware of each NIC.
 */
export const qemuArguments = (topology: Topology, image: GuestImage, start: Start): string[] => {
  const forward = `hostfwd=tcp:127.0.0.1:${start.sshPort}-:22`
  return [
    ...['-name', start.processName, '-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-machine', 'q35', '-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'max', '-smp', '2'],
    ...['-m', String(topology.memoryMib)],
    ...['-kernel', image.kernelPath, '-initrd', image.initrdPath],
    ...['-append', kernelCommandLine(topology, image.diskPath !== null)],
    ...(image.diskPath === null
      ? []
      : [
          ...['-drive', `if=none,id=root,format=qcow2,cache=unsafe,file=${HOST_FILES.disk}`],
          ...['-device', 'virtio-blk-pci,drive=root,addr=1e.0']
        ]),
    ...['-netdev', `user,id=management,ipv6=off,restrict=on,${forward}`],
    ...['-device', 'virtio-net-pci,netdev=management,addr=1c.0,romfile=,mac=52:54:00:00:00:01'],
    ...['-object', 'rng-builtin,id=entropy', '-device', 'virtio-rng-pci,rng=entropy,addr=1d.0'],
    ...topology.qemuArguments,
    ...['-serial', `file:${HOST_FILES.console}`],
    ...['-qmp', `unix:${HOST_FILES.control},server=on,wait=off`],
    ...(start.savedMemoryPath === undefined
      ? []
      : ['-incoming', `exec:zstd -dcq ${quoted(start.savedMemoryPath)}`])
  ]
}
