/** Registers in configuration space that decide whether and where there are VFs, read as `setpci` does, and decoded. */
import { COMMAND, HEADER } from '#shared/emulate/device/config-header.ts'
import { CONTROL, SRIOV } from '#shared/emulate/device/sriov/capability.ts'
import { nics } from '#shared/emulate/nic.ts'
import type { System } from '#shared/emulate/types.ts'

/** One register of one function. */
export interface RegisterRow {
  /** "PF" or "VF 3". */
  readonly owner: string
  readonly name: string
  readonly offset: number
  readonly value: number
  /** What it says; empty where the value says it. */
  readonly words: string
}

/** VFs whose registers are listed: more would say the same again. */
const MOST_VFS = 8

const bits = (value: number, names: Readonly<Record<string, number>>): string =>
  Object.entries(names)
    .filter(([, bit]) => value & bit)
    .map(([name]) => name)
    .join(' | ') || 'nothing set'

const decimal = (value: number): string => String(value)
const idWords = (value: number): string => (value === 0xffff ? 'all ones: a VF has none of its own' : '')

interface Known {
  readonly name: string
  readonly offset: number
  readonly words: (value: number) => string
}

const ids: readonly Known[] = [
  { name: 'Vendor ID', offset: HEADER.VENDOR_ID, words: idWords },
  { name: 'Device ID', offset: HEADER.DEVICE_ID, words: idWords }
]
/** Of a VF's Command only Bus Master Enable exists. */
const vfCommand: Known = {
  name: 'Command',
  offset: HEADER.COMMAND,
  words: (value) => bits(value, { BUS_MASTER: COMMAND.BUS_MASTER })
}
const sriov: readonly Known[] = [
  { name: 'SR-IOV Control', offset: SRIOV.CONTROL, words: (value) => bits(value, CONTROL) },
  { name: 'TotalVFs', offset: SRIOV.TOTAL_VFS, words: decimal },
  { name: 'NumVFs', offset: SRIOV.NUM_VFS, words: decimal },
  { name: 'First VF Offset', offset: SRIOV.FIRST_VF_OFFSET, words: decimal },
  { name: 'VF Stride', offset: SRIOV.VF_STRIDE, words: decimal },
  { name: 'VF Device ID', offset: SRIOV.VF_DEVICE_ID, words: () => 'what VFs are shown with' },
  {
    name: 'System Page Size',
    offset: SRIOV.SYSTEM_PAGE_SIZE,
    words: (value) => bits(value, { '4 KiB': 1, '8 KiB': 2, '64 KiB': 16 })
  }
]

/** Registers of the PF, then of its VFs, in order of their offsets. */
export function registerRows(system: System): readonly RegisterRow[] {
  const base = nics[system.config.nic].pf.sriovOffset
  const rows = (vf: number | null, from: number, known: readonly Known[]): RegisterRow[] =>
    known.map(({ name, offset, words }) => {
      const value = system.readConfig(vf, from + offset)
      return {
        owner: vf === null ? 'PF' : `VF ${vf}`,
        name,
        offset: from + offset,
        value,
        words: words(value)
      }
    })
  return [
    ...rows(null, 0, ids),
    ...rows(null, base, sriov),
    ...system.view.vfs.slice(0, MOST_VFS).flatMap(({ index }) => rows(index, 0, [...ids, vfCommand]))
  ]
}
