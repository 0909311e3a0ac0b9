/** Answers about PCIe, DMA and the IOMMU. */
import type { CpuPreset } from '../presets/cpu-presets.ts'
import { cpuOf, valuesOn } from '../presets/values-on-cpu.ts'
import type { Values } from '../../calibration/parameters.ts'
import { nicDuplexGbps } from '../cost/nic-dma.ts'
import { readLatencyNs } from '../../emulate/platform/dma-latency.ts'
import { dmaGbps } from '../cost/dma.ts'
import { wireMpps } from '../cost/ethernet.ts'
import { invalidationShare } from '../cost/invalidation.ts'
import { translatedLatencyNs, translatedRate } from '../cost/iotlb.ts'
import { linkPayloadGbps, rawGbps, tlpGbps, type PcieLinkShape } from '../cost/pcie-link.ts'
import type { PointReport } from '../report.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'
import { exact, figure, figures } from './figure.ts'

type Of<K extends MechanismScenario['kind']> = Extract<MechanismScenario, { kind: K }>

/** Link of the measured DMA device: pcie-bench's NFP6000. */
const NFP6000_LINK: PcieLinkShape = {
  generation: 3,
  lanes: 8,
  maxPayloadBytes: 256,
  maxReadRequestBytes: 512
}

const SMALLEST_PAGE_BYTES = 4096

/** Transfer sizes and windows at which the DMA model was checked. */
const CHECKED_TRANSFER_BYTES = { min: 64, max: 512 }

const DEFAULT_TRANSFER_BYTES = 1500

/** What a PCIe link carries. */
export function pcieLink(scenario: Of<'pcie-link'>, values: Values): PointReport {
  const { link, measure, overhead, transferBytes = DEFAULT_TRANSFER_BYTES } = scenario
  if (measure === 'raw') return figures('pcie-link', [exact('gbps', 'raw link', 'Gb/s', rawGbps(link))])
  const gbps =
    measure === 'tlp'
      ? tlpGbps(link, overhead, values)
      : linkPayloadGbps(link, measure, transferBytes, overhead, values)
  const isGuess = link.generation > 5
  return figures(
    'pcie-link',
    [figure('gbps', measure === 'tlp' ? 'left for TLPs' : 'payload', 'Gb/s', gbps, 'pcie', isGuess)],
    isGuess ? ['overheads of gen6 and gen7 are guesses of the source'] : []
  )
}

/** What a DMA device reaches, or how long it waits. */
export function dma(scenario: Of<'dma'>, values: Values): PointReport {
  const cpu = cpuOf(scenario.cpu)
  const on = valuesOn(scenario.cpu, values)
  const { measure, transferBytes, windowBytes, isRemote, operation } = scenario
  const iommuPageBytes = workingPageBytes(scenario.iommuPageBytes, cpu)
  const isOutside =
    transferBytes < CHECKED_TRANSFER_BYTES.min ||
    transferBytes > CHECKED_TRANSFER_BYTES.max ||
    cpu.risk !== null
  const notes = cpu.risk === null ? [] : [`${cpu.label}: ${cpu.risk}`]
  if (measure === 'throughput') {
    const gbps = dmaGbps(
      {
        link: NFP6000_LINK,
        operation,
        transferBytes,
        windowBytes,
        isRemote,
        iommuPageBytes,
        lastLevelCacheBytes: cpu.lastLevelCacheBytes
      },
      on
    )
    const topic = iommuPageBytes === null ? (isRemote ? 'numa' : 'dma') : 'iommu'
    return figures('dma', [figure('gbps', 'payload', 'Gb/s', gbps, topic, isOutside)], notes)
  }
  const hit =
    measure === 'latency'
      ? readLatencyNs(transferBytes, isRemote, on)
      : on['dma.commandLatency'] + (isRemote ? on['dma.remoteLatency'] : 0)
  const miss =
    iommuPageBytes === null
      ? 0
      : translatedLatencyNs(iommuPageBytes, windowBytes, on) - on['dma.commandLatency']
  const topic = iommuPageBytes === null ? 'lat' : 'iommu'
  return figures('dma', [figure('ns', 'mean latency', 'ns', hit + miss, topic, cpu.risk !== null)], notes)
}

/** Pages that the IOMMU of a CPU works with. */
const workingPageBytes = (asked: number | null, { hasSuperpages }: CpuPreset): number | null =>
  asked === null || hasSuperpages ? asked : SMALLEST_PAGE_BYTES

/** What PCIe leaves to a NIC that sends and receives. */
export const nicDma = (
  { driving, link, frameBytes, compat = false }: Of<'nic-dma'>,
  values: Values
): PointReport =>
  figures('nic-dma', [
    figure(
      'gbps',
      'frame data each way, sending and receiving at once',
      'Gb/s',
      nicDuplexGbps(driving, link, frameBytes, { compat }, values),
      'pcie'
    )
  ])

/** What IOTLB misses take from a wire. */
export function iommuShare(scenario: Of<'iommu-share'>, values: Values): PointReport {
  const { gbps, frameBytes, operation, pageBytes, windowBytes } = scenario
  const line = wireMpps(gbps, frameBytes)
  const share = translatedRate(operation, line, pageBytes, windowBytes, values) / line
  return figures(
    'iommu-share',
    [figure('drop', 'loss by IOTLB misses', '1', 1 - share, 'iommu', true)],
    ['the walker was fitted on CPUs of 2014 and 2016']
  )
}

/** What a kernel driver keeps up behind an IOMMU. */
export const invalidation = ({ mode, gbps, frameBytes }: Of<'invalidation'>, values: Values): PointReport =>
  figures(
    'invalidation',
    [
      figure(
        'share',
        'share of line rate, one core',
        '1',
        invalidationShare(mode, gbps, frameBytes, values),
        'iommu',
        gbps > 10
      )
    ],
    ['costs of Linux 2.6.36']
  )
