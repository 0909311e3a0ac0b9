/** Going back over the model, with the same order of kernel operations as `--rollback` of the bash library. */
import type { VfSettings } from '../../../inventory/types.ts'
import { ok, type Result } from '../../../result.ts'
import type { Step } from '../../types.ts'
import { observedCommand, vfWords, type VfWord } from '../../../drivers/vf-commands.ts'
import {
  onVf,
  probe,
  setOverride,
  setVfAttribute,
  unbind,
  type Errno,
  type HostModel,
  type ModelDevice,
  type ModelPf,
  type ModelVf
} from './kernel.ts'
import { changeNumVfs } from './run-steps.ts'

/** The devices that steps touch, as they were: what the script saves before its first change. */
export function savedState(host: HostModel, steps: readonly Step[]): HostModel {
  const touched = new Set<string>(steps.map((step) => ('pf' in step ? step.pf : step.address)))
  return {
    pfs: host.pfs.filter((pf) => touched.has(pf.address)),
    functions: host.functions.filter((fn) => touched.has(fn.address))
  }
}

/** Restores the saved devices; the others stay as they are. */
export function rollBack(host: HostModel, saved: HostModel): Result<HostModel, Errno> {
  const pfs: ModelPf[] = []
  for (const pf of host.pfs) {
    const before = saved.pfs.find((one) => one.address === pf.address)
    const restored = before === undefined ? ok(pf) : restorePf(pf, before)
    if (!restored.ok) return restored
    pfs.push(restored.value)
  }
  const functions = host.functions.map((fn) => {
    const before = saved.functions.find((one) => one.address === fn.address)
    return before === undefined ? fn : restoreDriver(fn, before, { autoprobe: true, vfDriver: fn.ownDriver })
  })
  return ok({ pfs, functions })
}

/**
 * The driver as it was, then the override: an override of another driver than the bound one would keep the bound one
 * from coming back.
 */
function restoreDriver<T extends ModelDevice>(
  device: T,
  before: ModelDevice,
  host: { readonly autoprobe: boolean; readonly vfDriver: string | null }
): T {
  if (device.driver === before.driver) return setOverride(device, before.override)
  const needed = before.driver !== null && before.override === before.driver ? before.override : null
  const free = unbind(setOverride(device, needed))
  return setOverride(before.driver === null ? free : probe(free, host), before.override)
}

function restorePf(now: ModelPf, before: ModelPf): Result<ModelPf, Errno> {
  let pf: ModelPf = restoreDriver(now, before, { autoprobe: true, vfDriver: before.driver })
  pf = { ...pf, isUp: pf.isUp || before.isUp }
  if (pf.vfs.length !== before.vfs.length) {
    const counted = changeNumVfs({ ...pf, autoprobe: false }, before.vfs.length)
    if (!counted.ok) return counted
    pf = counted.value
  }
  pf = { ...pf, mtu: before.mtu, autoprobe: true }
  for (const [index, vf] of before.vfs.entries()) {
    const restored = restoreVf(pf, index, vf)
    if (!restored.ok) return restored
    pf = restored.value
  }
  return ok({ ...pf, autoprobe: before.autoprobe, isUp: before.isUp })
}

function restoreVf(start: ModelPf, index: number, before: ModelVf): Result<ModelPf, Errno> {
  let pf = start
  const found = (settings: VfSettings | undefined, word: VfWord): string | null =>
    settings === undefined ? null : observedCommand(settings, word)
  for (const word of pf.isNic ? vfWords() : []) {
    const value = found(before.settings, word)
    if (value === null || value === found(pf.vfs[index]?.settings, word)) continue
    // Drivers take rates only while the PF has a link; where it was down, the end takes it down again.
    const isRate = word === 'max-tx-rate' || word === 'min-tx-rate'
    const set = setVfAttribute(isRate ? { ...pf, isUp: true } : pf, index, word, value)
    if (!set.ok) return set
    pf = set.value
  }
  const host = pf
  return onVf(pf, index, (vf) => restoreDriver(vf, before, host))
}
