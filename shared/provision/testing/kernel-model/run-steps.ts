/** Interprets steps over the model, with the same order of kernel operations as the verbs of the bash library. */
import type { PciAddress } from '../../../pci/address.ts'
import { err, ok, type Result } from '../../../result.ts'
import type { Step } from '../../types.ts'
import { observedCommand } from '../../../drivers/vf-commands.ts'
import {
  onPf,
  onVf,
  probe,
  setOverride,
  setVfAttribute,
  unbind,
  writeNumVfs,
  type Errno,
  type HostModel,
  type ModelPf
} from './kernel.ts'

/** A step that the kernel refused, or that it took without effect. */
export interface StepFailure {
  readonly step: Step
  readonly reason: Errno | 'no-effect'
}

/** What a run has done. */
export interface Run {
  readonly host: HostModel
  /** Steps that changed something. */
  readonly changes: readonly Step[]
}

/** PFs whose driverless VFs were made, or let free, by this run: they still have to be offered to host drivers. */
type Offered = Set<PciAddress>

const pfIn = (host: HostModel, address: PciAddress): ModelPf | undefined =>
  host.pfs.find((pf) => pf.address === address)

/** Whether a step's goal is reached; a passing step has none. */
function isReached(host: HostModel, step: Step): boolean {
  if (step.kind === 'bind-function') {
    const device = [...host.functions, ...host.pfs].find((one) => one.address === step.address)
    return device?.driver === step.driver
  }
  const pf = pfIn(host, step.pf)
  if (pf === undefined) return false
  switch (step.kind) {
    case 'hold-autoprobe':
      return true
    case 'set-autoprobe':
      return pf.autoprobe === step.value
    case 'set-num-vfs':
      return pf.vfs.length === step.to
    case 'set-link-up':
      return pf.isUp
    case 'set-mtu':
      return pf.mtu === step.mtu
    case 'set-vf': {
      const vf = pf.vfs[step.index]
      return vf !== undefined && observedCommand(vf.settings, step.word) === step.value
    }
    case 'bind-vf': {
      const vf = pf.vfs[step.index]
      if (vf === undefined) return false
      return step.driver === null
        ? vf.driver !== 'vfio-pci' && vf.override === null
        : vf.driver === step.driver
    }
  }
}

/** The steps whose goal is not reached, in order: what `--verify` reports. */
export const unreached = (host: HostModel, steps: readonly Step[]): readonly Step[] =>
  steps.filter((step) => !isReached(host, step))

/** Runs every step, as apply does: what is reached is left alone, and every change is read back. */
export function runSteps(start: HostModel, steps: readonly Step[]): Result<Run, StepFailure> {
  let host = start
  const changes: Step[] = []
  const offered: Offered = new Set()
  for (const step of steps) {
    if (isReached(host, step) && !isPending(host, step, offered)) continue
    const after = doStep(host, step)
    if (!after.ok) return err({ step, reason: after.error })
    if (!isReached(after.value, step)) return err({ step, reason: 'no-effect' })
    if (step.kind === 'set-num-vfs' || step.kind === 'set-autoprobe') offered.add(step.pf)
    if (JSON.stringify(after.value) !== JSON.stringify(host)) changes.push(step)
    host = after.value
  }
  return ok({ host, changes })
}

/** Work although the goal is reached: holding probes before VFs are made, and offering VFs that are not taken. */
function isPending(host: HostModel, step: Step, offered: Offered): boolean {
  if (step.kind === 'hold-autoprobe') {
    const pf = pfIn(host, step.pf)
    return pf !== undefined && pf.vfs.length !== step.forNumVfs && pf.autoprobe
  }
  if (step.kind !== 'bind-vf' || step.driver !== null || !offered.has(step.pf)) return false
  return pfIn(host, step.pf)?.vfs[step.index]?.driver === null
}

function doStep(host: HostModel, step: Step): Result<HostModel, Errno> {
  switch (step.kind) {
    case 'hold-autoprobe':
      return onPf(host, step.pf, (pf) => ok({ ...pf, autoprobe: false }))
    case 'set-autoprobe':
      return onPf(host, step.pf, (pf) => ok({ ...pf, autoprobe: step.value }))
    case 'set-num-vfs':
      return onPf(host, step.pf, (pf) => changeNumVfs(pf, step.to))
    case 'set-link-up':
      return onPf(host, step.pf, (pf) => ok({ ...pf, isUp: true }))
    case 'set-mtu':
      return onPf(host, step.pf, (pf) => ok({ ...pf, mtu: step.mtu }))
    case 'set-vf':
      return onPf(host, step.pf, (pf) => setVfAttribute(pf, step.index, step.word, step.value))
    case 'bind-vf':
      return onPf(host, step.pf, (pf) =>
        onVf(pf, step.index, (vf) => {
          if (step.driver !== null) return probe(unbind(setOverride(vf, step.driver)), pf)
          const free = setOverride(vf, null)
          return probe(free.driver === 'vfio-pci' ? unbind(free) : free, pf)
        })
      )
    case 'bind-function': {
      const take = <T extends { driver: string | null; override: string | null }>(device: T): T => ({
        ...device,
        driver: step.driver,
        override: step.driver
      })
      const isIt = (device: { readonly address: PciAddress }): boolean => device.address === step.address
      return ok({
        pfs: host.pfs.map((pf) => (isIt(pf) ? take(pf) : pf)),
        functions: host.functions.map((fn) => (isIt(fn) ? take(fn) : fn))
      })
    }
  }
}

/** NumVFs through 0, as the kernel demands. */
export function changeNumVfs(pf: ModelPf, count: number): Result<ModelPf, Errno> {
  if (pf.vfs.length === 0 || pf.vfs.length === count) return writeNumVfs(pf, count)
  const none = writeNumVfs(pf, 0)
  return none.ok ? writeNumVfs(none.value, count) : none
}
