import { describeFunction } from '#shared/plan/function-key.ts'
import { driveLoads } from '#shared/simulate/plan-estimate/drive-load.ts'
import type { EstimateContext } from '#shared/simulate/plan-estimate/estimate-context.ts'
import { estimatePlan } from '#shared/simulate/plan-estimate/estimate-plan.ts'
import { estimateStorage } from '#shared/simulate/plan-estimate/estimate-storage.ts'
import { notEstimated } from '#shared/simulate/plan-estimate/not-estimated.ts'
import { portLoads } from '#shared/simulate/plan-estimate/port-load.ts'
import type { Band } from '#shared/simulate/types.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import { planContext, storedPresets, type HostSource } from '../hosts-of-plan.ts'
import { readPresets } from '../preset-option.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** Options of `vflab estimate`. */
export interface EstimateOptions extends HostSource {
  readonly json?: boolean
  /** Preset files. */
  readonly parameters: readonly string[]
}

/** `vflab estimate`: what every VM gets by each of the three methods, the planned one marked; else why not. */
export async function estimate(
  terminal: Terminal,
  path: string,
  options: EstimateOptions
): Promise<ExitCode> {
  const given = readPresets(options.parameters)
  const { plan, hosts } = await planContext(path, options)
  const stored = await storedPresets(options)
  // What is given goes before what is kept, and holds on every host of the plan.
  const presets = new Map(hostsOf(plan).map((id) => [id, { ...stored.get(id), ...given }]))
  const context: EstimateContext = { plan, hosts, presets }
  const estimates = estimatePlan(context)
  const storage = estimateStorage(context)
  const without = notEstimated(context)
  if (options.json) {
    const report = {
      vms: estimates,
      storage,
      notEstimated: without,
      ports: portLoads(context),
      drives: driveLoads(context)
    }
    terminal.printJson(report)
    return EXIT.ok
  }
  const nameOf = (id: string): string => context.plan.vms.find((vm) => vm.id === id)?.name ?? id
  const rows = estimates.map((each) => [
    nameOf(each.vm),
    `${each.method}${each.isPlanned ? ' *' : ''}`,
    band(each.gbps, 2),
    band(each.mpps, 3),
    band(each.hostCores, 2),
    each.bottleneck.label
  ])
  terminal.print(table(['VM', 'METHOD', 'GBIT/S', 'MPPS', 'HOST CORES', 'LIMITED BY'], rows))
  const drives = storage.flatMap(({ vm, function: fn, ways }) =>
    ways.map((way) => [
      nameOf(vm),
      describeFunction(fn),
      `${way.method}${way.isPlanned ? ' *' : ''}`,
      band(way.kiops, 1),
      band(way.gbps, 2),
      band(way.latencyUs, 0),
      band(way.hostCores, 2),
      way.bottleneck
    ])
  )
  if (drives.length > 0) {
    const head = [
      'VM',
      'DRIVE',
      'METHOD',
      'K IOPS (4 KIB)',
      'GBIT/S (128 KIB)',
      'US',
      'HOST CORES',
      'LIMITED BY'
    ]
    terminal.print(table(head, drives))
  }
  terminal.print('* = as planned; in brackets the range of the model')
  for (const { vm, ways, statement } of storage)
    if (ways.length === 0) terminal.print(`${nameOf(vm)}: ${statement}`)
  for (const { vm, reason } of without) terminal.print(`${nameOf(vm)}: no throughput estimate: ${reason}`)
  for (const note of new Set([...estimates, ...storage].flatMap((each) => each.notes)))
    terminal.print(`note: ${note}`)
  return EXIT.ok
}

const band = ({ value, low, high, isExtrapolated }: Band, digits: number): string =>
  `${value.toFixed(digits)} [${low.toFixed(digits)}-${high.toFixed(digits)}]${isExtrapolated ? ' ~' : ''}`
