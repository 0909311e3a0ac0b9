import { functionAt } from '../inventory/lookup.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan, PlanVfSettings } from '../plan/types.ts'
import { refusalOf } from './driver-recipes.ts'
import { isNetwork, pfOf } from './observed.ts'
import type { CompileProblem } from './types.ts'
import { KNOB_LABELS, knobSettings, knobValueText } from './vf-knobs.ts'
import type { WantedFunction, WantedHost, WantedPf } from './wanted.ts'

/** Names that may stand in a script: what is not on this list is refused, never cleaned. */
export const isDriverName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,55}$/.test(name)
const isVmName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name)
const isMac = (mac: string): boolean =>
  /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/.test(mac) && mac !== '00:00:00:00:00:00'
const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

/** Everything that keeps a plan from being made ready for a host, in order of the plan. Empty = it can be compiled. */
export function compileProblems(
  plan: Plan,
  wanted: WantedHost,
  host: InventoryHost
): readonly CompileProblem[] {
  if (wanted.pfs.length === 0 && wanted.functions.length === 0)
    return [
      {
        kind: 'nothing-planned',
        where: host.hostname,
        message: `The plan says nothing about ${host.hostname}.`,
        fix: 'Set the number of VFs of one of its PFs, or give one of its functions to a VM.'
      }
    ]
  return [
    ...hostProblems(wanted, host),
    ...vmProblems(plan, host),
    ...wanted.pfs.flatMap((pf) => pfProblems(pf, host)),
    ...wanted.functions.flatMap((fn) => functionProblems(fn, wanted, host))
  ]
}

function hostProblems(wanted: WantedHost, host: InventoryHost): readonly CompileProblem[] {
  const problems: CompileProblem[] = []
  const hasKnobs = wanted.pfs.some((pf) => pf.mtu !== null || pf.vfs.length > 0)
  for (const tool of hasKnobs ? ['bash', 'ip'] : ['bash'])
    if (host.tools[tool] === false)
      problems.push({
        kind: 'tool-missing',
        where: host.hostname,
        message: `${host.hostname} has no ${tool}, which the script needs.`,
        fix: `Install ${tool === 'ip' ? 'iproute2' : tool} on ${host.hostname} and scan it again.`
      })
  const assigns = wanted.functions.length > 0 || wanted.pfs.some((pf) => pf.vfs.some((vf) => vf.vm !== null))
  if (assigns && (host.iommu.kind === 'absent' || host.iommu.kind === 'off-in-kernel'))
    problems.push({
      kind: 'no-iommu',
      where: host.hostname,
      message: `${host.hostname} does not use an IOMMU, so nothing can be given to a VM.`,
      fix:
        host.iommu.kind === 'absent'
          ? 'Turn on VT-d or AMD-Vi in the firmware and scan again.'
          : 'Boot with intel_iommu=on (or without amd_iommu=off) and scan again.'
    })
  return problems
}

function vmProblems(plan: Plan, host: InventoryHost): readonly CompileProblem[] {
  const problems: CompileProblem[] = []
  const seen = new Set<string>()
  for (const { function: fn, vm: id } of plan.assignments) {
    if (fn.host !== host.id) continue
    const where = fn.kind === 'vf' ? `${fn.pf} VF ${fn.index}` : fn.address
    if (seen.has(where))
      problems.push({
        kind: 'assigned-twice',
        where,
        message: `${where} is given to more than one VM.`,
        fix: 'Take it from all but one of them.'
      })
    seen.add(where)
    const vm = plan.vms.find((candidate) => candidate.id === id)
    if (vm === undefined)
      problems.push({
        kind: 'unknown-vm',
        where,
        message: `${where} is given to a VM "${id}" that the plan does not have.`,
        fix: 'Give it to another VM or take it back.'
      })
    else if (vm.host !== host.id)
      problems.push({
        kind: 'vm-elsewhere',
        where,
        message: `${where} is on ${host.hostname}, but ${vm.name} runs on another host.`,
        fix: `Move ${vm.name} to ${host.hostname} or give it a function of its own host.`
      })
    else if (!isVmName(vm.name))
      problems.push({
        kind: 'hostile-name',
        where,
        message: `The VM name ${JSON.stringify(vm.name)} cannot go into a script.`,
        fix: 'Use 1-63 letters, digits, "_", "." and "-", starting with a letter or digit.'
      })
  }
  return problems
}

function pfProblems(wanted: WantedPf, host: InventoryHost): readonly CompileProblem[] {
  const where = wanted.address
  const fn = functionAt(host, wanted.address)
  if (fn === null)
    return [
      {
        kind: 'unknown-function',
        where,
        message: `${where} was not found on ${host.hostname} when it was last read.`,
        fix: `Scan ${host.hostname} again, or take ${where} out of the plan.`
      }
    ]
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
    else problems.push(...settingsProblems(`${where} VF ${vf.index}`, vf.settings, driver, isNetwork(pf.fn)))
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

const badValue = (where: string, what: string, value: string, range: string): CompileProblem => ({
  kind: 'bad-value',
  where,
  message: `${what} ${value} of ${where} is out of range (${range}).`,
  fix: `Set ${what} to ${range}.`
})

function settingsProblems(
  where: string,
  settings: PlanVfSettings,
  driver: string | null,
  network: boolean
): readonly CompileProblem[] {
  const knobs = knobSettings(settings)
  if (knobs.length > 0 && !network)
    return [
      {
        kind: 'not-a-nic',
        where,
        message: `${where} is no network VF: it has no MAC, VLAN or rates.`,
        fix: 'Remove its settings from the plan.'
      }
    ]
  const problems: CompileProblem[] = []
  const { mac, vlan, qos, vlanProtocol, minTxRate, maxTxRate } = settings
  const isRate = (rate: number | undefined): boolean => rate === undefined || isWhole(rate, 0, 4_294_967_295)
  if (mac !== undefined && !isMac(mac))
    problems.push(badValue(where, 'MAC', JSON.stringify(mac), 'a unicast address in lower case, not zero'))
  if (vlan !== undefined && !isWhole(vlan, 0, 4094))
    problems.push(badValue(where, 'VLAN', `${vlan}`, '0 to 4094'))
  if (qos !== undefined && !isWhole(qos, 0, 7)) problems.push(badValue(where, 'priority', `${qos}`, '0 to 7'))
  if ((vlan ?? 0) === 0 && ((qos ?? 0) > 0 || vlanProtocol === '802.1ad'))
    problems.push(badValue(where, 'VLAN', 'none', '1 to 4094, since a priority or protocol is set'))
  if (!isRate(minTxRate)) problems.push(badValue(where, 'minimum rate', `${minTxRate}`, 'Mbit/s, whole'))
  if (!isRate(maxTxRate)) problems.push(badValue(where, 'maximum rate', `${maxTxRate}`, 'Mbit/s, whole'))
  if ((maxTxRate ?? 0) > 0 && (minTxRate ?? 0) > (maxTxRate ?? 0))
    problems.push(badValue(where, 'minimum rate', `${minTxRate}`, `at most the maximum rate ${maxTxRate}`))
  for (const { knob, value } of knobs) {
    const reason = refusalOf(driver, knob, value)
    if (reason !== null)
      problems.push({
        kind: 'knob-refused',
        where,
        message: `${KNOB_LABELS[knob]} ${knobValueText(knob, value)} cannot be set on ${where}: ${driver} ${reason}.`,
        fix: `Remove the ${KNOB_LABELS[knob]} of ${where} from the plan.`
      })
  }
  return problems
}

function functionProblems(
  wanted: WantedFunction,
  all: WantedHost,
  host: InventoryHost
): readonly CompileProblem[] {
  const where = wanted.address
  const fn = functionAt(host, wanted.address)
  if (fn === null)
    return [
      {
        kind: 'unknown-function',
        where,
        message: `${where} was not found on ${host.hostname} when it was last read.`,
        fix: `Scan ${host.hostname} again, or take ${where} back from its VM.`
      }
    ]
  if (fn.role.kind === 'bridge')
    return [
      {
        kind: 'not-assignable',
        where,
        message: `${where} is a bridge and cannot be given to a VM.`,
        fix: 'Give the VM a function behind the bridge.'
      }
    ]
  if (fn.role.kind === 'vf')
    return [
      {
        kind: 'not-assignable',
        where,
        message: `${where} is VF ${fn.role.index} of ${fn.role.pf}: its address holds only until the VFs are made anew.`,
        fix: `Give the VM VF ${fn.role.index} of ${fn.role.pf} instead.`
      }
    ]
  if (fn.role.kind === 'pf') {
    const planned = all.pfs.find((pf) => pf.address === wanted.address)
    const vfCount = planned?.numVfs ?? fn.role.sriov.numVfs
    if (planned !== undefined && planned.mtu !== null)
      return [
        {
          kind: 'pf-and-its-vfs',
          where,
          message: `${where} goes to a VM as a whole, and takes its interface and MTU with it.`,
          fix: `Remove the MTU of ${where} from the plan.`
        }
      ]
    if (vfCount > 0 || (planned?.vfs.length ?? 0) > 0)
      return [
        {
          kind: 'pf-and-its-vfs',
          where,
          message: `${where} goes to a VM as a whole, so it has no VFs to hand out, but it would have ${vfCount}.`,
          fix: `Plan 0 VFs on ${where}, or take ${where} back from its VM.`
        }
      ]
  }
  return []
}
