import { describe, expect, it } from 'vitest'
import { defaultValues } from '../../calibration/parameters.ts'
import { compare } from '../measurements/compare.ts'
import { parseFio } from '../measurements/fio.ts'
import { fit } from '../measurements/fit.ts'
import { predictedMetrics } from '../measurements/predicted.ts'
import type { PointReport } from '../report.ts'
import { nvme } from './nvme-point.ts'
import type { NvmeScenario } from '../scenario/nvme-scenario.ts'
import { bringOnline } from './vf-controllers.ts'

const VM: NvmeScenario['vms'][number] = {
  id: 'a',
  method: 'sriov',
  blockBytes: 4096,
  readShare: 1,
  queues: 2,
  queueDepth: 64
}

const ask = (changes: Partial<NvmeScenario> = {}): PointReport =>
  nvme({ kind: 'nvme', drive: 'p4500', vms: [VM], ...changes }, defaultValues)
const value = ({ figures }: PointReport, id: string): number | undefined =>
  figures.find((figure) => figure.id === id)?.band.value
const text = ({ outcomes }: PointReport, id: string): string | undefined =>
  outcomes.find((outcome) => outcome.id === id)?.text

describe('secondary controllers', () => {
  const RESOURCES = { totalVfs: 4, flexibleQueues: 8, flexibleInterrupts: 4 }

  it('come online as long as the resources last', () => {
    expect(bringOnline(RESOURCES, [3, 1, 1, 1]).map((each) => each.text)).toEqual([
      'online with 3 I/O queues',
      'online with 1 I/O queue',
      'stays offline (interrupts): Invalid Resource Identifier (122h)',
      'stays offline (queues): Invalid Resource Identifier (122h)'
    ])
  })

  it('do not take more than one of them may have', () => {
    expect(bringOnline({ ...RESOURCES, queuesPerVf: 2 }, [2])[0]?.text).toBe(
      'stays offline (queues): Invalid Number of Controller Resources (121h)'
    )
  })

  it('are as many as there are VFs', () => {
    expect(bringOnline({ ...RESOURCES, totalVfs: 1 }, [1, 1]).map((each) => each.text)).toEqual([
      'online with 1 I/O queue',
      'has no VF: the controller has 1 of them'
    ])
  })
})

describe('VMs that share a drive', () => {
  it('get nothing from a VF that stays offline, and leave all to the others', () => {
    const report = ask({
      controller: { totalVfs: 8, flexibleQueues: 3, flexibleInterrupts: 8 },
      vms: [VM, { ...VM, id: 'b' }]
    })
    expect(value(report, 'kiops1')).toBe(0)
    expect(value(report, 'kiops0')).toBe(value(report, 'kiops'))
    expect(value(report, 'kiops0')).toBe(value(ask(), 'kiops0'))
    expect(text(report, 'vf1')).toBe('stays offline (queues): Invalid Resource Identifier (122h)')
  })

  it('of one entry speak with one voice, with counts where they differ', () => {
    const report = ask({
      controller: { totalVfs: 8, flexibleQueues: 6, flexibleInterrupts: 8 },
      vms: [{ ...VM, count: 3 }]
    })
    expect(text(report, 'vf0')).toBe(
      'online with 2 I/O queues (2 VMs); stays offline (queues): Invalid Resource Identifier (122h) (1 VM)'
    )
    expect(value(report, 'kiops')).toBeCloseTo(2 * (value(report, 'kiops0') ?? 0), 6)
  })

  it('add up, by VM and by direction', () => {
    const report = ask({
      vms: [
        { ...VM, count: 2, readShare: 0.75 },
        { ...VM, method: 'virtio' }
      ]
    })
    const [all = 0, reads = 0, writes = 0] = ['kiops', 'readKiops', 'writeKiops'].map((id) =>
      value(report, id)
    )
    expect(reads + writes).toBeCloseTo(all, 6)
    expect(2 * (value(report, 'kiops0') ?? 0) + (value(report, 'kiops1') ?? 0)).toBeCloseTo(all, 6)
    expect(value(report, 'gbps')).toBeCloseTo((all * 4096 * 8) / 1e6, 6)
  })

  it('say which is not known: a class of drives, VFs', () => {
    expect(ask({ drive: 'flash-gen4' }).notes).toHaveLength(2)
    expect(ask({ vms: [{ ...VM, method: 'direct' }] }).notes).toEqual([])
  })

  it('take the ratings of a drive as they are given', () => {
    const drive = { readKiops: 100, writeKiops: 50, readGBps: 1, writeGBps: 1, readUs: 100, writeUs: 20 }
    expect(value(ask({ drive, vms: [{ ...VM, queueDepth: 4096 }] }), 'kiops')).toBeCloseTo(100, 0)
  })
})

describe('a fio result', () => {
  const way = (kiops: number): object => ({
    bw_bytes: kiops * 4096e3,
    iops: kiops * 1e3,
    total_ios: kiops * 1e4,
    lat_ns: { mean: 250e3 }
  })
  const results = (read: number, write: number): Parameters<typeof compare>[0] => {
    const job = { jobname: 'j', error: 0, read: way(read), write: way(write) }
    const parsed = parseFio(JSON.stringify({ 'fio version': 'fio-3.33', jobs: [job] }))
    return parsed.ok ? parsed.value : []
  }

  it('of a mix is compared by direction, without latency', () => {
    const report = ask({ vms: [{ ...VM, readShare: 0.75 }] })
    const rows = compare(results(150, 50), predictedMetrics(report))
    expect(rows.map(({ measured, predicted }) => `${measured.metric} ${predicted?.label}`)).toEqual([
      'throughput data of their reads',
      'io-rate reads of all VMs',
      'latency-mean undefined',
      'throughput data of their writes',
      'io-rate writes of all VMs',
      'latency-mean undefined'
    ])
    expect(rows[1]?.predicted?.band.value).toBeCloseTo(3 * (rows[4]?.predicted?.band.value ?? 0), 6)
  })

  it('of reads alone has a latency to compare with', () => {
    const rows = compare(results(300, 0), predictedMetrics(ask()))
    expect(rows.map(({ predicted }) => predicted?.label)).toEqual([
      'data of their reads',
      'reads of all VMs',
      'mean time of an I/O'
    ])
  })

  it('fits the I/O thread of VMs behind QEMU, and no rating of a drive', () => {
    const vms = [{ ...VM, method: 'virtio' as const }]
    const fitted = fit({ kind: 'nvme', drive: 'cm6', vms }, results(100, 0), defaultValues)
    expect(fitted.ok && fitted.value.parameters['storage.virtioThread']).toBeCloseTo(10, 3)
    expect(fit({ kind: 'nvme', drive: 'cm6', vms: [VM] }, results(100, 0), defaultValues).ok).toBe(false)
  })
})
