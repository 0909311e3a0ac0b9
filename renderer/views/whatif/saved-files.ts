/** The question as files that `vflab simulate` takes. */
import type { Values } from '#shared/calibration/parameters.ts'
import type { LayoutHost, LayoutScenario, LayoutVm, Peer, Traffic } from '#shared/simulate/layout/layout.ts'
import type { RunEvent } from '#shared/simulate/run/run-events.ts'
import { formatPresetFile } from '#shared/simulate/scenario/preset-file.ts'
import { formatScenarioFile, type ScenarioFileParts } from '#shared/simulate/scenario/scenario-file.ts'
import type { Scenario } from '#shared/simulate/scenario/scenario.ts'
import { makeSweep, type Sweep } from '#shared/simulate/scenario/sweep.ts'

/** A file that is about to be saved. */
export interface SavedFile {
  readonly name: string
  readonly content: string
}

/** Letters, digits, dot and dash: what every file system and the main process take. */
export const fileNameOf = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 80) || 'scenario'

/** A scenario file. */
export const savedScenario = (
  scenario: Scenario,
  parts: ScenarioFileParts & { readonly title: string }
): SavedFile => ({
  name: `${fileNameOf(parts.title)}.json`,
  content: formatScenarioFile(scenario, parts)
})

/** The sweep of a file over what the file's layout has become; null where that has no such inputs any more. */
export function sweepOver(scenario: Scenario, { path, steps }: Sweep): Sweep | null {
  const made = makeSweep(scenario, { path, values: steps.map(({ value }) => value) })
  return made.ok ? made.value : null
}

/** A preset file for `vflab simulate --parameters`. */
export const savedPreset = (owner: string, parameters: Partial<Values>): SavedFile => ({
  name: `${fileNameOf(`preset-${owner}`)}.json`,
  content: formatPresetFile(`preset of ${owner}`, parameters)
})

/** A name for each of `all`: the one that people know, or the id where two would have the same. */
function nameIn(
  names: ReadonlyMap<string, string>,
  all: readonly { readonly id: string }[]
): (id: string) => string {
  const wanted = all.map(({ id }) => names.get(id) ?? id)
  return (id) => {
    const name = names.get(id) ?? id
    return wanted.filter((each) => each === name).length === 1 ? name : id
  }
}

/** The same thing under another id; a label that says only the id again is left out. */
function renamed<T extends LayoutHost | LayoutVm>({ label, ...thing }: T, id: string) {
  return { ...thing, id, ...(label === undefined || label === id ? {} : { label }) }
}

/** Events with the host names that `withNames` gives. */
export function eventsWithNames(
  events: readonly RunEvent[],
  { hosts }: LayoutScenario,
  hostNames: ReadonlyMap<string, string>
): readonly RunEvent[] {
  const hostName = nameIn(hostNames, hosts)
  return events.map((event) => ('host' in event ? { ...event, host: hostName(event.host) } : event))
}

/**
 * The layout with the names that people know in place of ids out of the database, as far as they stay different from
 * each other: files are read by people, too.
 */
export function withNames(
  scenario: LayoutScenario,
  vmNames: ReadonlyMap<string, string>,
  hostNames: ReadonlyMap<string, string>
): LayoutScenario {
  const hostName = nameIn(hostNames, scenario.hosts)
  const vmNameOf = new Map(scenario.hosts.map((host) => [host.id, nameIn(vmNames, host.vms)]))
  const peer = (own: string, { host, vm, ...rest }: Peer): Peer => ({
    ...rest,
    ...(host === undefined ? {} : { host: hostName(host) }),
    vm: vmNameOf.get(host ?? own)?.(vm) ?? vm
  })
  const traffic = (own: string, { through, to, ...rest }: Traffic): Traffic => ({
    ...rest,
    ...(through === undefined ? {} : { through: through.map((each) => peer(own, each)) }),
    ...(to === undefined ? {} : { to: to === 'wire' ? to : peer(own, to) })
  })
  return {
    kind: 'layout',
    hosts: scenario.hosts.map((host) => ({
      ...renamed(host, hostName(host.id)),
      vms: host.vms.map((vm) => ({
        ...renamed(vm, vmNameOf.get(host.id)?.(vm.id) ?? vm.id),
        functions: vm.functions.map((fn) => ({ ...fn, traffic: traffic(host.id, fn.traffic) }))
      }))
    }))
  }
}
