import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { PciAddress } from '#shared/pci/address.ts'
import type { Band, StorageEstimate, StorageWay } from '#shared/simulate/types.ts'
import StorageFigures from './StorageFigures.vue'

const band = (value: number, isExtrapolated = true): Band => ({
  value,
  low: value / 2,
  high: value * 1.1,
  isExtrapolated
})

const way = (method: StorageWay['method'], isPlanned: boolean, kiops: number): StorageWay => ({
  method,
  isPlanned,
  workload: 'random reads, 64 in flight',
  kiops: band(kiops),
  gbps: band(12),
  latencyUs: band(2729),
  hostCores: band(0.02),
  bottleneck: 'PCIe link towards the host, gen1 x1',
  next: null
})

const estimate = (changes: Partial<StorageEstimate>): StorageEstimate => ({
  vm: 'a',
  function: { kind: 'vf', host: 'h', pf: '0000:81:00.0' as PciAddress, index: 0 },
  upperGbps: 26,
  ways: [],
  computeShare: null,
  statement: 'NVMe controller 0000:81:00.0: IOPS and latency are not estimated.',
  notes: ['equal shares assumed'],
  ...changes
})

const text = (changes: Partial<StorageEstimate>): string =>
  mount(StorageFigures, { props: { estimate: estimate(changes) } })
    .text()
    // The space between figures is the layout's.
    .replaceAll(/\s+/g, '')

describe('what a VM gets of a drive', () => {
  it('has its band, what limits it, and the other ways beside it', () => {
    const words = text({ ways: [way('virtio', false, 158), way('sriov', true, 480)] })
    expect(words).toContain('81:00.0~480kIOPS240k–528k12.0Gb/s2.7ms')
    expect(words).toContain('limitedbyPCIelinktowardsthehost,gen1x1')
    expect(words).toMatch(/SR-IOV\(planned\)480kIOPS.*virtio158kIOPS/)
  })

  it('tells everything else in its tip', () => {
    const wrapper = mount(StorageFigures, {
      props: { estimate: estimate({ ways: [way('sriov', true, 480)] }) }
    })
    const tip = wrapper.get('.planned').attributes('data-tip')
    expect(tip).toContain('random reads, 64 in flight')
    expect(tip).toContain('equal shares assumed')
    expect(tip).toContain('Extrapolated')
  })

  it('is a share of the compute for an accelerator', () => {
    expect(text({ computeShare: band(0.475) })).toBe('81:00.0~48%ofthecompute24–52%')
    const whole: Band = { value: 1, low: 1, high: 1, isExtrapolated: false }
    expect(text({ computeShare: whole })).toBe('81:00.0100%ofthecompute')
  })

  it('is a sentence where there are no figures', () => {
    expect(text({})).toBe('NVMecontroller0000:81:00.0:IOPSandlatencyarenotestimated.')
  })
})
