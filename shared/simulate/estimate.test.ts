import { describe, expect, it } from 'vitest'
import type { PciAddress } from '../pci/address.ts'
import { estimate } from './estimate.ts'
import type { PointReport } from './report.ts'
import type { MechanismScenario } from './scenario/scenario.ts'

const figure = (report: PointReport, id: string): number =>
  report.figures.find((each) => each.id === id)?.band.value ?? Number.NaN

const outcome = (scenario: MechanismScenario, id: string): string | undefined =>
  estimate(scenario).outcomes.find((each) => each.id === id)?.text

describe('answers about one mechanism', () => {
  it.each([
    [{ major: 1, minor: 1 }, 'operates', '1.1', 'SUCCESS'],
    [{ major: 1, minor: 0 }, 'operates, with a warning: minor versions differ', '1.0', 'SUCCESS'],
    [{ major: 2, minor: 0 }, 'cannot operate: major versions differ', '1.0', 'refused (-5)']
  ])('a VF of virtchnl %j on a PF of 1.1: %s', (vf, verdict, version, resources) => {
    const scenario = { kind: 'virtchnl', pf: { major: 1, minor: 1 }, vf } as const
    expect(outcome(scenario, 'verdict')).toBe(verdict)
    expect(outcome(scenario, 'version')).toBe(version)
    expect(outcome(scenario, 'resources')).toBe(resources)
  })

  it.each([
    ['1.4', '1.4', 'GET_RETA', 'ACK'],
    ['1.4', '1.1', 'GET_RETA', 'NACK (EOPNOTSUPP)'],
    ['1.1', '1.4', 'GET_QUEUES', 'ACK'],
    ['1.0', '1.4', 'GET_QUEUES', 'NACK (EOPNOTSUPP)'],
    ['1.4', '1.4', 'NO_SUCH', 'not a request of the mailbox API'],
    ['3.0', '1.4', 'RESET', 'not a version of the mailbox API']
  ])('ixgbe PF %s, VF %s, %s: %s', (pfApi, vfApi, request, reply) => {
    expect(outcome({ kind: 'mailbox', pfApi, vfApi, request }, 'reply')).toBe(reply)
  })

  it('puts no VF on a bus that the bridge does not have', () => {
    const at = (lastBus: number | null): string | undefined =>
      outcome(
        {
          kind: 'routing-id',
          pf: '0000:83:00.0' as PciAddress,
          firstVfOffset: 384,
          vfStride: 2,
          vf: 0,
          lastBus
        },
        'address'
      )
    expect(at(null)).toBe('0000:84:10.0')
    expect(at(0x83)).toMatch(/out of range.*ENOMEM/)
  })

  it('shares a port among many VMs without loss of throughput, and costs little by SR-IOV', () => {
    const vms = (count: number, method: 'sriov' | 'virtio'): PointReport =>
      estimate({ kind: 'vms-on-port', nic: '82599', method, vms: count, mtu: 1500, coreGhz: 2.8 })
    const one = vms(1, 'sriov')
    const sixty = vms(60, 'sriov')
    expect(figure(sixty, 'gbps')).toBeCloseTo(figure(one, 'gbps'), 6)
    expect(figure(sixty, 'gbpsPerVm') * 60).toBeCloseTo(figure(sixty, 'gbps'), 6)
    expect(figure(one, 'tcpGbps')).toBeCloseTo((10 * 1460) / 1538, 6)
    expect(figure(one, 'hostCores')).toBeLessThan(figure(vms(1, 'virtio'), 'hostCores') / 10)
  })

  it('slows down with every flow that the cache of a switch does not hold', () => {
    const mpps = [10, 100, 1000, 10_000, 100_000, 1_000_000].map((flows) =>
      figure(
        estimate({
          kind: 'switch',
          switch: 'ovs-dpdk',
          cpu: 'xeon-e5-2690v4',
          cores: 1,
          frameBytes: 64,
          wireGbps: 40,
          flows,
          chainLength: 1,
          parallel: 1
        }),
        'mpps'
      )
    )
    expect(mpps).toEqual([...mpps].sort((a, b) => b - a))
  })

  it('gives a band around every value', () => {
    const { figures } = estimate({ kind: 'vf-creation', driver: 'mlx5', vfs: 64 })
    for (const { band } of figures) {
      expect(band.low).toBeLessThan(band.value)
      expect(band.high).toBeGreaterThan(band.value)
      expect(band.isExtrapolated).toBe(true)
    }
  })
})
