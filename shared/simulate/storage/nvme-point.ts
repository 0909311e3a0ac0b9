/** The answer about VMs that share an NVMe drive. */
import type { Values } from '../../calibration/parameters.ts'
import type { PcieLinkShape } from '../cost/pcie-link.ts'
import type { Figure, Outcome, PointReport } from '../report.ts'
import type { Band } from '../types.ts'
import { drivePresets, type DrivePreset } from '../presets/drive-presets.ts'
import type { NvmeScenario } from '../scenario/nvme-scenario.ts'
import { estimateFlows, type StorageFlowEstimate } from './storage-estimate.ts'
import type { StorageFlow, StorageSetup } from './storage-model.ts'
import { bringOnline } from './vf-controllers.ts'

/** What Linux leaves on most hosts. */
const USUAL_PAYLOAD = { maxPayloadBytes: 256, maxReadRequestBytes: 512 } as const

/** Totals, then the figures of one VM of every entry, numbered as in the scenario. */
export function nvme(scenario: NvmeScenario, values: Values): PointReport {
  const preset = driveOf(scenario)
  const link: PcieLinkShape = scenario.link ?? { ...preset.link, ...USUAL_PAYLOAD }
  const vms = scenario.vms.flatMap((vm, entry) =>
    Array.from({ length: vm.count ?? 1 }, () => ({ ...vm, entry }))
  )
  const vfs = vms.filter(({ method }) => method === 'sriov')
  const online =
    scenario.controller === undefined
      ? null
      : bringOnline(
          scenario.controller,
          vfs.map(({ queues }) => queues)
        )
  const outcomeOf = new Map(vfs.map((vm, vf) => [vm, online?.[vf] ?? null]))
  const able = vms.filter((vm) => outcomeOf.get(vm)?.isOnline !== false)
  const setup: StorageSetup = {
    drive: preset,
    link,
    storageCores: scenario.storageCores ?? 1,
    flows: able.map((vm): StorageFlow => ({
      method: vm.method,
      backend: vm.backend ?? 'qemu',
      blockBytes: vm.blockBytes,
      readShare: vm.readShare,
      inFlight: vm.queues * vm.queueDepth,
      offeredKiops: vm.offeredKiops ?? null,
      weight: vm.weight ?? 1
    }))
  }
  const estimates = estimateFlows(setup, values)
  const byVm = new Map(able.map((vm, f) => [vm, estimates[f]]))
  const first = scenario.vms.map((_, entry) => {
    const ofEntry = vms.filter((vm) => vm.entry === entry)
    // A VM that came online speaks for its entry.
    return ofEntry.find((vm) => byVm.has(vm)) ?? ofEntry[0]
  })
  return {
    kind: 'nvme',
    figures: [
      ...totals(setup, estimates),
      ...first.flatMap((vm, entry) => (vm === undefined ? [] : ofVm(vm.id, entry, byVm.get(vm))))
    ],
    outcomes: [
      ...first.flatMap((vm, entry): readonly Outcome[] => {
        const estimate = vm === undefined ? undefined : byVm.get(vm)
        if (vm === undefined || estimate === undefined) return []
        const { bottleneck, next } = estimate
        return [
          { id: `bottleneck${entry}`, label: `${vm.id}: limited by`, text: bottleneck.label },
          ...(next === null
            ? []
            : [{ id: `next${entry}`, label: `${vm.id}: limited next by`, text: next.label }])
        ]
      }),
      ...scenario.vms.flatMap(({ id }, entry): readonly Outcome[] => {
        const texts = vms.flatMap((vm) => (vm.entry === entry ? [outcomeOf.get(vm)?.text] : []))
        const said = texts.filter((text) => text !== undefined)
        return said.length === 0
          ? []
          : [{ id: `vf${entry}`, label: `${id}: secondary controller`, text: counted(said) }]
      })
    ],
    notes: [
      ...(vfs.length > 0 ? ['no measurement of NVMe VFs was found in public: equal shares are assumed'] : []),
      ...(preset.isClass ? [`the model of the drive is not given: ${preset.source}`] : [])
    ]
  }
}

function driveOf({ drive, link }: NvmeScenario): DrivePreset {
  if (typeof drive === 'string') return drivePresets[drive]
  return {
    ...drive,
    label: drive.label ?? 'the drive',
    link: link ?? drivePresets['flash-gen4'].link,
    source: 'the scenario',
    isClass: false,
    pciIds: []
  }
}

/** "online with 1 I/O queue (3 VMs); stays offline (queues): ... (1 VM)"; without counts where all are alike. */
function counted(texts: readonly string[]): string {
  const kinds = [...new Set(texts)]
  if (kinds.length === 1) return kinds[0] ?? ''
  return kinds
    .map((kind) => {
      const vms = texts.filter((text) => text === kind).length
      return `${kind} (${vms} ${vms === 1 ? 'VM' : 'VMs'})`
    })
    .join('; ')
}

const NOTHING: Band = { value: 0, low: 0, high: 0, isExtrapolated: false }

const plus = (a: Band, b: Band, factor = 1): Band => ({
  value: a.value + b.value * factor,
  low: a.low + b.low * factor,
  high: a.high + b.high * factor,
  isExtrapolated: a.isExtrapolated || b.isExtrapolated
})

function totals({ flows }: StorageSetup, estimates: readonly StorageFlowEstimate[]): readonly Figure[] {
  const sum = (pick: (each: StorageFlowEstimate) => Band, share: (flow: StorageFlow) => number): Band =>
    estimates.reduce((total, each, f) => {
      const flow = flows[f]
      return flow === undefined ? total : plus(total, pick(each), share(flow))
    }, NOTHING)
  const all = (): number => 1
  const kiops = sum((each) => each.kiops, all)
  const mean = (end: 'value' | 'low' | 'high'): number =>
    kiops.value === 0
      ? 0
      : estimates.reduce((total, each) => total + each.kiops.value * each.latencyUs[end], 0) / kiops.value
  const reads = ({ readShare }: StorageFlow): number => readShare
  const writes = ({ readShare }: StorageFlow): number => 1 - readShare
  const ways = [
    ['read', reads],
    ['write', writes]
  ] as const
  return [
    { id: 'kiops', label: 'I/Os of all VMs', unit: 'k/s', band: kiops },
    { id: 'gbps', label: 'data of all VMs', unit: 'Gb/s', band: sum((each) => each.gbps, all) },
    {
      id: 'us',
      label: 'mean time of an I/O',
      unit: 'us',
      band: {
        value: mean('value'),
        low: mean('low'),
        high: mean('high'),
        isExtrapolated: kiops.isExtrapolated
      }
    },
    ...ways
      .filter(([, share]) => flows.some((flow) => share(flow) > 0))
      .flatMap(([way, share]): readonly Figure[] => [
        {
          id: `${way}Kiops`,
          label: `${way}s of all VMs`,
          unit: 'k/s',
          band: sum((each) => each.kiops, share)
        },
        {
          id: `${way}Gbps`,
          label: `data of their ${way}s`,
          unit: 'Gb/s',
          band: sum((each) => each.gbps, share)
        }
      ]),
    { id: 'hostCores', label: 'host cores, all VMs', unit: 'cores', band: sum((each) => each.hostCores, all) }
  ]
}

const ofVm = (id: string, entry: number, estimate: StorageFlowEstimate | undefined): readonly Figure[] => [
  { id: `kiops${entry}`, label: `${id}: I/Os`, unit: 'k/s', band: estimate?.kiops ?? NOTHING },
  { id: `gbps${entry}`, label: `${id}: data`, unit: 'Gb/s', band: estimate?.gbps ?? NOTHING },
  ...(estimate === undefined
    ? []
    : [{ id: `us${entry}`, label: `${id}: mean time of an I/O`, unit: 'us', band: estimate.latencyUs }])
]
