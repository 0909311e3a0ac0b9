import type { HostId } from '../inventory/types.ts'
import { comparePciAddresses, type PciAddress } from '../pci/address.ts'
import type { Plan, PlanVfSettings, VmId } from '../plan/types.ts'

/** What the plan wants of one VF. */
interface WantedVf {
  readonly index: number
  /** The VM that gets it; null = stays with the host's own driver. */
  readonly vm: VmId | null
  readonly settings: PlanVfSettings
}

/** What the plan wants of one PF. */
export interface WantedPf {
  readonly address: PciAddress
  /** null = the number is left as it is. */
  readonly numVfs: number | null
  /** null = left as it is. */
  readonly mtu: number | null
  /**
   * In order of index. With `numVfs` set: every VF below it, and those beyond that are given away or have settings
   * (which is a mistake of the plan). Without: only VFs the plan says something about.
   */
  readonly vfs: readonly WantedVf[]
}

/** A function that goes to a VM as a whole. */
export interface WantedFunction {
  readonly address: PciAddress
  readonly vm: VmId
}

/** The part of a plan that concerns one host, sorted out by PF. */
export interface WantedHost {
  /** In order of address. */
  readonly pfs: readonly WantedPf[]
  /** In order of address. */
  readonly functions: readonly WantedFunction[]
}

/** Sorts out what a plan wants of one host. */
export function wantedOn(plan: Plan, host: HostId): WantedHost {
  const vms = new Map<string, VmId>()
  const functions: WantedFunction[] = []
  const key = (pf: PciAddress, index: number): string => `${pf} ${index}`
  const mentioned = new Map<PciAddress, Set<number>>()
  const mention = (pf: PciAddress): Set<number> => {
    const indices = mentioned.get(pf) ?? new Set<number>()
    mentioned.set(pf, indices)
    return indices
  }

  for (const { function: fn, vm } of plan.assignments) {
    if (fn.host !== host) continue
    if (fn.kind === 'function') functions.push({ address: fn.address, vm })
    else {
      vms.set(key(fn.pf, fn.index), vm)
      mention(fn.pf).add(fn.index)
    }
  }
  const settings = new Map<string, PlanVfSettings>()
  for (const vf of plan.vfs) {
    if (vf.host !== host || Object.keys(vf.settings).length === 0) continue
    settings.set(key(vf.pf, vf.index), vf.settings)
    mention(vf.pf).add(vf.index)
  }
  const entries = new Map(plan.pfs.filter((pf) => pf.host === host).map((pf) => [pf.address, pf]))
  for (const [address, entry] of entries) {
    const indices = mention(address)
    for (let index = 0; index < entry.numVfs; index++) indices.add(index)
  }

  const pfs = [...mentioned].map(([address, indices]): WantedPf => {
    const entry = entries.get(address)
    return {
      address,
      numVfs: entry?.numVfs ?? null,
      mtu: entry?.mtu ?? null,
      vfs: [...indices]
        .sort((a, b) => a - b)
        .map((index) => ({
          index,
          vm: vms.get(key(address, index)) ?? null,
          settings: settings.get(key(address, index)) ?? {}
        }))
    }
  })
  return {
    pfs: pfs.sort((a, b) => comparePciAddresses(a.address, b.address)),
    functions: functions.sort((a, b) => comparePciAddresses(a.address, b.address))
  }
}
