import { candidateVfDrivers } from '../../compat/devices.ts'
import { evaluatePair } from '../../compat/evaluate.ts'
import { pairFacts, type PairUse } from '../../compat/pair-facts.ts'
import type { CompatData, CompatResult, Facts } from '../../compat/types.ts'
import { updateVm } from '../../plan/edits.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { GuestDriver, PlanVfSettings, PlanVm } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import { portOf } from '../../inventory/ports.ts'

const RULE = 'driver-pair'

/** PF driver and VF driver must go together. What is not known is said, not guessed. */
export function driverPair(context: RuleContext): readonly Finding[] {
  const results = new Map<string, CompatResult>()
  const evaluate = (facts: Facts): CompatResult => {
    const key = JSON.stringify(facts)
    const result = results.get(key) ?? evaluatePair(facts, context.compat)
    results.set(key, result)
    return result
  }
  const found = context.hosts.flatMap((host) =>
    host.pfs.flatMap((pf) => findings(host, pf, context.compat, evaluate))
  )
  // A VM with VFs of several PFs is asked once.
  return [...new Map(found.map((one) => [one.id, one])).values()]
}

/** Judges the VFs of one PF; VMs with the same guest driver and use share one evaluation. */
function findings(
  host: PlannedHost,
  pf: PlannedPf,
  compat: CompatData,
  evaluate: (facts: Facts) => CompatResult
): readonly Finding[] {
  if (pf.observed === null || pf.sriov === null || pf.driver === null || pf.assigned.length === 0) return []
  const vfId = pf.sriov.vfDeviceId.known ? `${pf.observed.vendorId}:${pf.sriov.vfDeviceId.value}` : null
  const candidates = candidateVfDrivers(compat, `${pf.observed.vendorId}:${pf.observed.deviceId}`, vfId)
  const isNetwork = pf.observed.class === 'network'
  const settings = new Map(pf.settings.map((vf) => [vf.index, vf.settings]))
  const results = new Map<string, CompatResult>()
  return pf.assigned.flatMap((one): readonly Finding[] => {
    const guest = one.vm.guestDriver
    if (guest === undefined) return isNetwork ? [askForDriver(pf, one.vm, candidates)] : []
    // A VM names one driver, that of its network VFs: it says nothing about an NVMe or GPU VF beside them.
    if (!isNetwork && !candidates.includes(guest.name)) return []
    const use = useOf(settings.get(one.index))
    const key = `${guest.name} ${guest.version} ${guest.kernel} ${use.portVlan} ${use.features.length}`
    const result = results.get(key) ?? evaluate(factsOf(host, pf, guest, vfId, use))
    results.set(key, result)
    const judged = describe(pf, one, guest, result)
    return judged ? [judged] : []
  })
}

const useOf = (settings: PlanVfSettings | undefined): PairUse => ({
  portVlan: (settings?.vlan ?? 0) > 0,
  features: settings?.linkState === 'enable' ? ['vf-link-enable'] : []
})

function factsOf(
  host: PlannedHost,
  pf: PlannedPf,
  guest: GuestDriver,
  vfPciId: string | null,
  use: PairUse
): Facts {
  const driver = host.inventory?.drivers.find((row) => row.name === pf.driver)
  const port = pf.observed ? portOf(pf.observed) : null
  return pairFacts(
    {
      driver: pf.driver ?? '',
      origin: driver?.origin ?? 'unknown',
      version: driver?.version ?? null,
      kernel: host.inventory?.kernel ?? '',
      firmware: port?.firmware.known ? port.firmware.value : (driver?.firmware ?? null),
      pciId: `${pf.observed?.vendorId ?? ''}:${pf.observed?.deviceId ?? ''}`,
      vfPciId,
      mtu: pf.entry?.mtu ?? (port?.mtu.known ? port.mtu.value : null),
      numVfs: pf.numVfs
    },
    { driver: guest.name, version: guest.version, kernel: guest.kernel },
    use
  )
}

function askForDriver(pf: PlannedPf, vm: PlanVm, candidates: readonly string[]): Finding {
  return finding({
    rule: RULE,
    severity: 'info',
    subject: { kind: 'vm', vm: vm.id },
    detail: `ask:${pf.driver ?? ''}`,
    message:
      `Which VF driver ${vm.name} has is not known` +
      (candidates.length > 0 ? `; VFs of ${pf.driver ?? pf.address} take ${listed(candidates)}` : ''),
    why: 'PF driver and VF driver come from the vendor and must go together; a mismatch shows as odd behaviour in the guest.',
    fixes: candidates.map((name) =>
      editFix(`Set guest driver to ${name}`, (plan) =>
        updateVm(plan, { vm: vm.id, changes: { guestDriver: { name } } })
      )
    )
  })
}

const guestText = (guest: GuestDriver): string =>
  `${guest.name}${guest.version ? ` ${guest.version}` : guest.kernel ? ` of Linux ${guest.kernel}` : ''}`

function describe(
  pf: PlannedPf,
  one: AssignedFunction,
  guest: GuestDriver,
  result: CompatResult
): Finding | null {
  if (result.verdict === 'supported') return askForVersion(pf, one.vm, guest, result)
  const pair = `${guestText(guest)} in ${one.vm.name} and ${pf.driver ?? ''} on ${pf.address}`
  const deciding = result.hits.filter((hit) => hit.verdict === result.verdict)
  const why = deciding.map((hit) => `${hit.why} (${hit.rule}: ${hit.source.join(', ')})`).join('. ')
  const fixes = deciding.flatMap((hit) => (hit.fix ? [{ label: hit.fix }] : []))
  const subject = { kind: 'function', function: one.function } as const
  const parts = { rule: RULE, subject, why, fixes }
  switch (result.verdict) {
    case 'unsupported':
      return finding({
        ...parts,
        severity: 'error',
        message: `${pair} do not go together on ${describeFunction(one.function)}`
      })
    case 'works-with-limits':
      return finding({
        ...parts,
        severity: 'warning',
        message: `${pair} work together with limits on ${describeFunction(one.function)}`
      })
    case 'unknown':
      return finding({
        ...parts,
        severity: 'info',
        subject: { kind: 'vm', vm: one.vm.id },
        detail: `unknown:${pf.host}/${pf.address}`,
        message: `Nothing is published about ${pair}`,
        why: why || 'No rule covers this pair: neither a pairing nor a tested combination was found.'
      })
  }
}

/** Supported as far as is known, but a rule waits for the version of the guest's driver. */
function askForVersion(pf: PlannedPf, vm: PlanVm, guest: GuestDriver, result: CompatResult): Finding | null {
  const waiting = result.needs.filter(({ missing }) => missing.every((path) => VERSION_PATHS.has(path)))
  if (waiting.length === 0) return null
  return finding({
    rule: RULE,
    severity: 'info',
    subject: { kind: 'vm', vm: vm.id },
    detail: `version:${pf.driver ?? ''}`,
    message: `Which version of ${guest.name} ${vm.name} has would decide about its VFs of ${pf.driver ?? pf.address}`,
    why: `${guest.name} goes with ${pf.driver ?? 'the PF driver'}, but not in every version (${listed(waiting.map((need) => need.rule))}).`,
    fixes: [
      { label: `Enter the version of ${guest.name}, or the kernel of ${vm.name} for an in-tree driver` }
    ]
  })
}

const VERSION_PATHS: ReadonlySet<string> = new Set(['vf.origin', 'vf.version', 'vf.kernel'])
