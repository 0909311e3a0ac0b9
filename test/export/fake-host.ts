import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bashScript } from '#shared/export/bash/bash-script.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { CompiledHost, FunctionIdentity, Step } from '#shared/provision/types.ts'
import { runTool, type ToolResult } from './run-tool.ts'

const FAKE_KERNEL = readFileSync(new URL('fake-kernel.sh', import.meta.url), 'utf8')
const DEVICES = 'sys/devices/pci0000:00'

/** A function of a fake host. */
export interface FakeFunction {
  readonly ids?: `${string}:${string}`
  /** Class code as sysfs prints it; a network controller if left out. */
  readonly classCode?: string
  readonly driver?: string | null
  readonly group?: string
  readonly interface?: string
  /** VFs that it offers and has; its VFs are bound to the host's driver. */
  readonly sriov?: { readonly total: number; readonly vfSlot: string }
}

/** What an apply of a fake host does. */
export interface FakePlan {
  readonly steps: readonly Step[]
  readonly identities?: readonly FunctionIdentity[]
  readonly slug?: string
  readonly hostname?: string
  readonly machineId?: string | null
}

/** How a script is run on it: its options, where it is cut, what else the shell is told before. */
export interface FakeRun {
  readonly options?: readonly string[]
  readonly cutAt?: number
  readonly isCutLate?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly before?: string
}

/**
 * A folder that looks like the /sys, /proc, /run and /etc of a host, on which the whole script runs. A kernel in the
 * form of shell functions (fake-kernel.sh) does what Linux would do: what a test cannot ask of a booted host, such as
 * being cut before and after each single change, costs a tenth of a second here.
 */
export class FakeHost {
  readonly root = mkdtempSync(join(tmpdir(), 'vflab-fake-host-'))

  constructor(original?: FakeHost) {
    if (original) {
      cpSync(original.root, this.root, { recursive: true, verbatimSymlinks: true })
      return
    }
    for (const folder of [
      'sys/bus/pci/devices',
      'sys/class/net',
      'sys/class/block',
      'sys/dev/char',
      'ip',
      'run'
    ])
      mkdirSync(join(this.root, folder), { recursive: true })
    for (const driver of ['vfio-pci', 'igb', 'igbvf', 'nvme']) this.folder(`sys/bus/pci/drivers/${driver}`)
    for (const file of ['log', 'proc/self/mountinfo', 'proc/swaps']) this.file(file, '')
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }

  folder(path: string): void {
    mkdirSync(join(this.root, path), { recursive: true })
  }

  file(path: string, text: string): void {
    this.folder(dirname(path))
    writeFileSync(join(this.root, path), text === '' ? '' : `${text}\n`)
  }

  bytes(path: string, bytes: Uint8Array): void {
    this.folder(dirname(path))
    writeFileSync(join(this.root, path), bytes)
  }

  link(path: string, target: string): void {
    this.folder(dirname(path))
    symlinkSync(target, join(this.root, path))
  }

  forget(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true })
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8').trim()
  }

  /** Adds a PCI function, bound to its driver. */
  function(address: string, fn: FakeFunction = {}): void {
    const folder = `${DEVICES}/${address}`
    const [vendor, device] = (fn.ids ?? '8086:10c9').split(':')
    this.file(`${folder}/vendor`, `0x${vendor}`)
    this.file(`${folder}/device`, `0x${device}`)
    this.file(`${folder}/class`, fn.classCode ?? '0x020000')
    this.file(`${folder}/driver_override`, '(null)')
    this.link(`sys/bus/pci/devices/${address}`, `../../../devices/pci0000:00/${address}`)
    const driver = fn.driver === undefined ? 'igb' : fn.driver
    if (driver !== null) {
      this.folder(`sys/bus/pci/drivers/${driver}`)
      this.file(`${folder}/host_driver`, driver)
      this.link(`${folder}/driver`, `../../../bus/pci/drivers/${driver}`)
    }
    this.group(address, fn.group ?? address.replaceAll(/[:.]/g, ''))
    if (fn.interface !== undefined) this.interface(fn.interface, address)
    if (fn.sriov === undefined) return
    this.file(`${folder}/sriov_numvfs`, '0')
    this.file(`${folder}/sriov_totalvfs`, `${fn.sriov.total}`)
    this.file(`${folder}/sriov_drivers_autoprobe`, '1')
    this.file(`${folder}/vf_slot`, fn.sriov.vfSlot)
  }

  private group(address: string, group: string): void {
    this.link(`${DEVICES}/${address}/iommu_group`, `../../../kernel/iommu_groups/${group}`)
    this.link(
      `sys/kernel/iommu_groups/${group}/devices/${address}`,
      `../../../../devices/pci0000:00/${address}`
    )
  }

  /** Adds a network interface: of a function, or one that the host made up (`on` null) of those below it. */
  interface(name: string, on: string | null, lowers: readonly string[] = []): void {
    const folder = on === null ? `sys/devices/virtual/net/${name}` : `${DEVICES}/${on}/net/${name}`
    this.file(`${folder}/flags`, '0x1003')
    this.file(`${folder}/mtu`, '1500')
    this.link(`sys/class/net/${name}`, `../../${folder.slice('sys/'.length)}`)
    if (on !== null) this.link(`${folder}/device`, '../..')
    for (const lower of lowers) {
      this.link(`${folder}/lower_${lower}`, `../${lower}`)
      this.link(`sys/class/net/${lower}/upper_${name}`, `../${name}`)
    }
  }

  /** Gives an interface an address, as `ip -oneline address` prints it. */
  address(name: string, address: string): void {
    const family = address.includes(':') ? 'inet6' : 'inet'
    this.file(`ip/${name}.addr`, `9: ${name}    ${family} ${address} scope global ${name}`)
  }

  /** A disk on a function, with what udev has read from it; null = udev has not. */
  disk(name: string, on: string, number: string, udev: string | null): void {
    const folder = `${DEVICES}/${on}/nvme/nvme0/${name}`
    this.file(`${folder}/dev`, number)
    this.link(`sys/class/block/${name}`, `../../${folder.slice('sys/'.length)}`)
    if (udev !== null) this.file(`run/udev/data/b${number}`, udev)
  }

  /** A process that has a file open. */
  process(pid: number, command: string, open: string): void {
    this.file(`proc/${pid}/comm`, command)
    this.link(`proc/${pid}/fd/3`, open)
  }

  /** An established connection of an SSH server, by its local address in the form of /proc/net/tcp. */
  sshConnection(localHex: string): void {
    this.process(900, 'sshd', 'socket:[777]')
    this.file(
      localHex.length > 8 ? 'proc/net/tcp6' : 'proc/net/tcp',
      [
        '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
        `   0: ${localHex}:0016 ${'0'.repeat(localHex.length)}:D431 01 00000000:00000000 02:00000000 00000000     0        0 777 4 0000`
      ].join('\n')
    )
  }

  /** The script of a plan for this host, as it would run on a real one. */
  script(plan: FakePlan): string {
    const compiled: CompiledHost = {
      host: 'lab1',
      hostname: plan.hostname ?? 'lab1',
      machineId: plan.machineId ?? null,
      planName: 'test',
      slug: plan.slug ?? 'test-11111111',
      identities: plan.identities ?? [],
      steps: plan.steps,
      notes: [],
      overridden: []
    }
    return bashScript(compiled).content
  }

  /** Runs the script of a plan on the folder instead of the host. */
  run(plan: FakePlan, run: FakeRun = {}): ToolResult & { readonly changes: readonly string[] } {
    this.file('log', '')
    const folders = `readonly SYS=${this.root}/sys PROC=${this.root}/proc RUN=${this.root}/run ETC=${this.root}/etc STATE_DIR=${this.root}/state`
    const content = this.script(plan)
      .replace(/^readonly SYS=.*$/m, folders)
      .replace('{ main "$@"', () => `${FAKE_KERNEL}\n${run.before ?? ''}\n{ main "$@"`)
    const result = runTool('bash', ['-s', '--', ...(run.options ?? [])], {
      input: content,
      env: {
        SSH_CONNECTION: '',
        IPS: `${this.root}/ip`,
        LOG: `${this.root}/log`,
        ...(run.cutAt === undefined ? {} : { CUT_AT: `${run.cutAt}` }),
        ...(run.isCutLate === true ? { CUT_LATE: '1' } : {}),
        ...run.env
      }
    })
    return { ...result, changes: this.read('log').split('\n').filter(Boolean) }
  }

  /** Everything that a script can change: equal texts, equal states. */
  state(): string {
    return runTool(
      'bash',
      [
        '-c',
        `cd "$1/sys" && find . \\( -type f -o -type l \\) -printf '%p %l\\n' | sort
         find . ! -path '*/net/*' -type f -exec grep -H '' {} + | sort
         find . -path '*/net/*' -type f -exec grep -H '' {} + | sort; grep -H '' "$1"/ip/* | sort`,
        '-',
        this.root
      ],
      {}
    ).stdout.replaceAll(this.root, '')
  }
}

/** The steps that give `count` VFs to a PF, the first of them to a VM and the others to the host. */
export const stepsFor = (pf: PciAddress, count: number): readonly Step[] => [
  { kind: 'hold-autoprobe', pf, forNumVfs: count },
  { kind: 'set-num-vfs', pf, from: 0, to: count },
  { kind: 'set-link-up', pf },
  { kind: 'set-vf', pf, index: 0, word: 'mac', value: '52:54:00:00:00:10', waitsForCarrier: false },
  { kind: 'set-vf', pf, index: 0, word: 'vlan', value: '100', waitsForCarrier: false },
  { kind: 'bind-vf', pf, index: 0, driver: 'vfio-pci', vm: 'web1' },
  { kind: 'set-autoprobe', pf, value: true },
  ...Array.from({ length: count - 1 }, (_, at): Step => ({
    kind: 'bind-vf',
    pf,
    index: at + 1,
    driver: null,
    vm: null
  }))
]
