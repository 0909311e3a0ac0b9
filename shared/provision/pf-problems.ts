import * as v from 'valibot'
import { functionAt } from '../inventory/lookup.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { driverNameSchema } from '../plan/schema.ts'
import { isNetwork, pfOf } from '../planned/observed.ts'
import { badValue, isWhole, unknownFunction } from './problem-parts.ts'
import type { CompileProblem } from './types.ts'
import { vfSettingsProblems } from './vf-settings-problems.ts'
import type { WantedPf } from '../planned/wanted.ts'

/** A name that may stand in a script: what is not of that form is refused, never cleaned. */
const isDriverName = (name: string): boolean => v.is(driverNameSchema, name)

/** What keeps a PF, its interface and its VFs from being brought to what the plan wants. */
export function pfProblems(wanted: WantedPf, host: InventoryHost): readonly CompileProblem[] {
  const where = wanted.address
  const fn = functionAt(host, wanted.address)
  if (fn === null) return [unknownFunction(where, host, `take ${where} out of the plan`)]
  const pf = pfOf(host, wanted.address)
  if (pf === undefined)
    return [
      {
        kind: 'not-a-pf',
        where,
        message: `${where} offers no VFs: it has no SR-IOV capability that the kernel uses.`,
        fix: 'Turn on SR-IOV in firmware or in the device, or plan another PF.'
      }
    ]
  const problems: CompileProblem[] = []
  const driver = pf.fn.driver.known ? pf.fn.driver.value : null
  if (driver === null)
    problems.push({
      kind: 'no-driver',
      where,
      message: pf.fn.driver.known
        ? `${where} has no driver, and VFs are made by the driver of the PF.`
        : `The driver of ${where} could not be read: ${pf.fn.driver.reason}.`,
      fix: 'Load the PF driver and scan again.'
    })
  else if (!isDriverName(driver))
    problems.push({
      kind: 'hostile-name',
      where,
      message: `The driver name ${JSON.stringify(driver)} of ${where} cannot go into a script.`,
      fix: 'Find out where that name comes from: no driver of Linux is called like that.'
    })
  if (wanted.numVfs !== null && !isWhole(wanted.numVfs, 0, pf.sriov.totalVfs))
    problems.push({
      kind: 'too-many-vfs',
      where,
      message: `numVfs ${wanted.numVfs} exceeds totalVfs ${pf.sriov.totalVfs} on ${where} (${driver ?? 'no driver'}).`,
      fix: `Plan at most ${pf.sriov.totalVfs} VFs.`
    })
  const vfCount = wanted.numVfs ?? pf.sriov.numVfs
  for (const vf of wanted.vfs)
    if (vf.index >= vfCount)
      problems.push({
        kind: 'vf-out-of-range',
        where: `${where} VF ${vf.index}`,
        message: `The plan uses VF ${vf.index} of ${where}, which will have ${vfCount} VFs (0 to ${vfCount - 1}).`,
        fix: `Plan at least ${vf.index + 1} VFs on ${where}, or take VF ${vf.index} out of the plan.`
      })
    else
      problems.push(...vfSettingsProblems(`${where} VF ${vf.index}`, vf.settings, driver, isNetwork(pf.fn)))
  const setsInterface = wanted.mtu !== null || wanted.vfs.some((vf) => Object.keys(vf.settings).length > 0)
  if (setsInterface && isNetwork(pf.fn) && pf.fn.interfaces.length === 0)
    problems.push({
      kind: 'no-interface',
      where,
      message: `${where} has no network interface, through which MTU and VF settings are set.`,
      fix: 'Load its network driver (not vfio-pci) and scan again.'
    })
  if (wanted.mtu !== null && !isNetwork(pf.fn))
    problems.push({
      kind: 'not-a-nic',
      where,
      message: `${where} is no network device and has no MTU.`,
      fix: 'Remove the MTU from the plan.'
    })
  if (wanted.mtu !== null && !isWhole(wanted.mtu, 68, 65_535))
    problems.push(badValue(where, 'MTU', `${wanted.mtu}`, '68 to 65535'))
  return problems
}
