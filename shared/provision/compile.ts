import { functionAt } from '../inventory/lookup.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan, VmId } from '../plan/types.ts'
import { err, ok, type Result } from '../result.ts'
import { compileProblems } from './compile-problems.ts'
import { needsCarrier, recipeFor } from '../drivers/driver-recipes.ts'
import { isNetwork, pfOf, type ObservedPf } from '../planned/observed.ts'
import { slugOf } from './slug.ts'
import type { CardMarks, CompiledHost, CompileProblem, FunctionIdentity, Step } from './types.ts'
import { vfCommands } from '../drivers/vf-commands.ts'
import { wantedOn, type WantedHost, type WantedPf } from '../planned/wanted.ts'

type NameOf = (vm: VmId) => string

/**
 * Makes a plan ready for one host: the ordered steps, and what must be true of the hardware before the first of
 * them. The steps lead to the plan from any state of the host, not only from the one in the inventory; the inventory
 * decides what can be planned at all. Everything that stands in the way is reported at once.
 */
export function compileHost(
  plan: Plan,
  host: InventoryHost
): Result<CompiledHost, readonly CompileProblem[]> {
  const wanted = wantedOn(plan, host.id)
  const problems = compileProblems(plan, wanted, host)
  if (problems.length > 0) return err(problems)

  const nameOf: NameOf = (id) => plan.vms.find((vm) => vm.id === id)?.name ?? id
  return ok({
    host: host.id,
    hostname: host.hostname,
    machineId: null,
    planName: plan.name,
    slug: slugOf(plan.name, plan.id),
    identities: identitiesOf(wanted, host),
    steps: [
      ...wanted.pfs.flatMap((pf) => pfSteps(pf, host, nameOf)),
      ...wanted.functions.map(({ address, vm }): Step => ({
        kind: 'bind-function',
        address,
        driver: 'vfio-pci',
        vm: nameOf(vm)
      }))
    ],
    notes: notesOf(wanted, host)
  })
}

/**
 * A plan for rolling back and nothing else: the saved state on the host says all, so this works also where the plan
 * cannot be compiled any more, because it was edited or the hardware has gone.
 */
export const compileForRollback = (plan: Plan, host: InventoryHost): CompiledHost => ({
  host: host.id,
  hostname: host.hostname,
  machineId: null,
  planName: plan.name,
  slug: slugOf(plan.name, plan.id),
  identities: [],
  steps: [],
  notes: []
})

/** The steps of one PF, in the order its driver needs them. */
function pfSteps(wanted: WantedPf, host: InventoryHost, nameOf: NameOf): readonly Step[] {
  const observed = pfOf(host, wanted.address)
  if (observed === undefined) return []
  const pf = wanted.address
  const driver = observed.fn.driver.known ? observed.fn.driver.value : null
  const hasInterface = isNetwork(observed.fn) && observed.fn.interfaces.length > 0
  const { numVfs } = wanted
  const linkUp: Step = { kind: 'set-link-up', pf }
  const isUpEarly = hasInterface && recipeFor(driver).needsPfUpForVfs && (numVfs ?? 0) > 0

  const steps: Step[] = []
  // Changing the MTU restarts the PF: done before there are VFs that would feel it.
  if (wanted.mtu !== null) steps.push({ kind: 'set-mtu', pf, mtu: wanted.mtu })
  if (isUpEarly) steps.push(linkUp)
  if (numVfs !== null) {
    if (numVfs > 0) steps.push({ kind: 'hold-autoprobe', pf, forNumVfs: numVfs })
    steps.push({ kind: 'set-num-vfs', pf, from: observed.sriov.numVfs, to: numVfs })
  }
  // VFs of a NIC whose PF is down carry no traffic, whatever their own state.
  if (hasInterface && !isUpEarly && wanted.vfs.length > 0) steps.push(linkUp)
  for (const vf of wanted.vfs)
    for (const { word, value } of vfCommands(vf.settings))
      steps.push({
        kind: 'set-vf',
        pf,
        index: vf.index,
        word,
        value,
        waitsForCarrier: needsCarrier(driver, word)
      })
  // A VF with an override binds although probing is held off; the others wait for probing to be on again.
  for (const vf of wanted.vfs)
    if (vf.vm !== null)
      steps.push({ kind: 'bind-vf', pf, index: vf.index, driver: 'vfio-pci', vm: nameOf(vf.vm) })
  if (numVfs !== null && numVfs > 0) {
    steps.push({ kind: 'set-autoprobe', pf, value: true })
    for (const vf of wanted.vfs)
      if (vf.vm === null) steps.push({ kind: 'bind-vf', pf, index: vf.index, driver: null, vm: null })
  }
  return steps
}

const UNMARKED: CardMarks = { mac: null, serial: null, slot: null }

function identitiesOf(wanted: WantedHost, host: InventoryHost): readonly FunctionIdentity[] {
  const idsOf = (fn: ObservedPf['fn']): string => `${fn.vendorId}:${fn.deviceId}`
  const pfs = wanted.pfs.flatMap((pf): FunctionIdentity[] => {
    const observed = pfOf(host, pf.address)
    if (observed === undefined) return []
    const isWhole = wanted.functions.some((fn) => fn.address === pf.address)
    return [
      {
        address: pf.address,
        ids: idsOf(observed.fn),
        // A PF that goes to a VM as a whole is bound to vfio-pci after the first run.
        driver: isWhole ? null : observed.fn.driver.known ? observed.fn.driver.value : null,
        numVfs: pf.numVfs,
        needsIommu: isWhole || pf.vfs.some((vf) => vf.vm !== null),
        needsInterface:
          isNetwork(observed.fn) &&
          (pf.mtu !== null || pf.vfs.some((vf) => vfCommands(vf.settings).length > 0)),
        card: UNMARKED
      }
    ]
  })
  const planned = new Set(pfs.map((pf) => pf.address))
  const functions = wanted.functions.flatMap((fn): FunctionIdentity[] => {
    const observed = functionAt(host, fn.address)
    if (observed === null || planned.has(fn.address)) return []
    const { address } = fn
    return [
      {
        address,
        ids: idsOf(observed),
        driver: null,
        numVfs: null,
        needsIommu: true,
        needsInterface: false,
        card: UNMARKED
      }
    ]
  })
  return [...pfs, ...functions]
}

function notesOf(wanted: WantedHost, host: InventoryHost): readonly string[] {
  const notes = new Set<string>()
  for (const pf of wanted.pfs) {
    const fn = functionAt(host, pf.address)
    const { note } = recipeFor(fn?.driver.known === true ? fn.driver.value : null)
    if (note !== null && pf.vfs.some((vf) => vf.vm !== null)) notes.add(note)
  }
  return [...notes]
}
