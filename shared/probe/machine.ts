import { known, unknown, type Reading } from '../reading.ts'
import type { SnapshotCpu, SnapshotMachine, SnapshotNumaNode, SnapshotReader } from '../snapshot/types.ts'
import { firstLine, type PathValues } from './path-lines.ts'

/** The lines `KEY:VALUE` of the section "identity". */
export function parseIdentity(lines: readonly string[]): ReadonlyMap<string, string> {
  const facts = new Map<string, string>()
  for (const line of lines) {
    const [, key, value = ''] = /^(uname|id|date|sudo|ssh):(.*)$/.exec(line) ?? []
    if (key !== undefined) facts.set(key, value.trim())
  }
  return facts
}

/** Kernel and machine; null where `uname -srm` did not answer for Linux. */
export function machineOf(identity: ReadonlyMap<string, string>, files: PathValues): SnapshotMachine | null {
  const [, kernelRelease, architecture] = /^Linux (\S+) (\S+)$/.exec(identity.get('uname') ?? '') ?? []
  const hostname = firstLine(files, '/proc/sys/kernel/hostname')
  if (kernelRelease === undefined || architecture === undefined || hostname === null) return null
  const dmi = (...names: string[]): string =>
    names
      .map((name) => firstLine(files, `/sys/class/dmi/id/${name}`) ?? '')
      .join(' ')
      .trim()
  const noDmi = 'the firmware has no DMI tables'
  return {
    hostname,
    kernelRelease,
    architecture,
    osName: readingOf(osName(files.get('/etc/os-release') ?? []), '/etc/os-release does not name it'),
    kernelCommandLine: readingOf(firstLine(files, '/proc/cmdline'), '/proc/cmdline could not be read'),
    product: readingOf(dmi('sys_vendor', 'product_name') || null, noDmi),
    machineId: readingOf(machineId(files), '/etc/machine-id could not be read'),
    productSerial: readingOf(dmi('product_serial') || null, 'needs root, or the firmware has none'),
    productUuid: readingOf(dmi('product_uuid') || null, 'needs root, or the firmware has none'),
    hypervisor: firstLine(files, '/sys/hypervisor/type'),
    bios: readingOf(dmi('bios_vendor', 'bios_version', 'bios_date') || null, noDmi),
    clock: readingOf(identity.get('date') || null, 'date did not answer')
  }
}

const readingOf = <T>(value: T | null, reason: string): Reading<T> =>
  value === null ? unknown(reason) : known(value)

/** 32 hex digits; "uninitialized" in images before their first boot. Source: machine-id(5). */
function machineId(files: PathValues): string | null {
  const text = firstLine(files, '/etc/machine-id')
  return text !== null && /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : null
}

/** PRETTY_NAME without its quotes. Source: os-release(5). */
function osName(lines: readonly string[]): string | null {
  const value = lines
    .find((line) => line.startsWith('PRETTY_NAME='))
    ?.slice('PRETTY_NAME='.length)
    .trim()
  return value?.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1') || null
}

/** As whom the probe ran; null where `id` did not answer. */
export function readerOf(identity: ReadonlyMap<string, string>): SnapshotReader | null {
  const [, uid, user] = /^uid=(\d{1,10})(?:\(([^)]*)\))?/.exec(identity.get('id') ?? '') ?? []
  if (uid === undefined) return null
  // SSH_CONNECTION: client address, client port, server address, server port. Source: ssh(1).
  const sessionAddress = identity.get('ssh')?.split(' ')[2]
  return {
    user: user ?? uid,
    uid: Number(uid),
    isSudo: (identity.get('sudo') ?? '') !== '' && uid === '0',
    sessionAddress: sessionAddress ? known(sessionAddress) : unknown('the session names no SSH connection')
  }
}

/** The CPUs of the host. */
export function cpuOf(files: PathValues): SnapshotCpu {
  const info = (key: string): string | null => {
    const line = (files.get('/proc/cpuinfo') ?? []).find((one) => one.startsWith(key))
    return line?.slice(line.indexOf(':') + 1).trim() || null
  }
  const mhz = Number(info('cpu MHz') ?? NaN)
  const folder = '/sys/devices/system/cpu/cpu0/cpufreq'
  const khz = Number(
    firstLine(files, `${folder}/base_frequency`) ?? firstLine(files, `${folder}/cpuinfo_max_freq`) ?? NaN
  )
  return {
    model: readingOf(info('model name'), '/proc/cpuinfo names no model'),
    online: readingOf(firstLine(files, '/sys/devices/system/cpu/online'), 'sysfs lists no CPUs'),
    currentMhz: readingOf(mhz > 0 ? mhz : null, '/proc/cpuinfo shows no clock'),
    ratedMhz: readingOf(khz > 0 ? khz / 1000 : null, 'cpufreq is not in use')
  }
}

/** NUMA nodes in order of number. */
export function numaNodesOf(files: PathValues): readonly SnapshotNumaNode[] {
  const folder = '/sys/devices/system/node/node'
  return [...files.keys()]
    .flatMap((path) => {
      const node = /^\/sys\/devices\/system\/node\/node(\d{1,5})\/meminfo$/.exec(path)?.[1]
      if (node === undefined) return []
      const kib = /MemTotal: +(\d+) kB/.exec(files.get(path)?.[0] ?? '')?.[1]
      return [
        {
          node: Number(node),
          cpus: firstLine(files, `${folder}${node}/cpulist`) ?? '',
          memoryKiB: readingOf(kib === undefined ? null : Number(kib), 'its meminfo shows no MemTotal')
        }
      ]
    })
    .sort((a, b) => a.node - b.node)
}
