import * as v from 'valibot'
import { knobsOf } from '../drivers/driver-knobs.ts'
import { knobRefusals } from '../drivers/knob-refusals.ts'
import { macSchema } from '../drivers/vf-attributes.ts'
import type { PlanVfSettings } from '../plan/types.ts'
import { badValue, isWhole } from './problem-parts.ts'
import type { CompileProblem } from './types.ts'
import { commandName, commandText, vfCommands, wordOf } from '../drivers/vf-commands.ts'

const isMac = (mac: string): boolean => v.is(macSchema, mac)

/** What keeps the settings of one VF from being written. `driver`: that of its PF; null = none, or not read. */
export function vfSettingsProblems(
  where: string,
  settings: PlanVfSettings,
  driver: string | null,
  network: boolean
): readonly CompileProblem[] {
  const commands = vfCommands(settings)
  if (commands.length > 0 && !network)
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
  const driverKnobs = knobsOf(driver)
  const refusals = driverKnobs === null ? [] : knobRefusals(driverKnobs, settings)
  for (const command of commands) {
    const refusal = refusals.find((one) => one.isCertain && wordOf(one.knob) === command.word)
    if (refusal !== undefined)
      problems.push({
        kind: 'knob-refused',
        where,
        message: `${commandName(command.word)} ${commandText(command)} cannot be set on ${where}: ${driver} ${refusal.what}.`,
        fix: `Remove the ${commandName(command.word)} of ${where} from the plan.`
      })
  }
  return problems
}
