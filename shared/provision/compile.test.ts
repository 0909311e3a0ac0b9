import { describe, expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf } from '../inventory/test-host.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import { compiledPlan, compilePlan } from './testing/compile-plan.ts'
import { describeStep } from './describe-step.ts'
import { give, GPU, gpuFunction, labPlan, NIC, numVfs, NVME, settings } from './testing/lab-plan.ts'

const compiled = compiledPlan

const steps = (plan: Plan, host: InventoryHost): readonly string[] =>
  compiled(plan, host).steps.map(describeStep)

describe('compileHost', () => {
  const igbHost = testHost(testPf(NIC))

  it('orders the steps of an igb PF so that no host driver grabs a VF meant for a VM', () => {
    const plan = labPlan({
      pfs: [numVfs(NIC, 3, 9000)],
      assignments: [give(NIC, 0, 'web1')],
      vfs: [settings(0, { maxTxRate: 200, mac: '52:54:00:00:00:10', vlan: 100, qos: 3, trust: true })]
    })
    expect(steps(plan, igbHost)).toEqual([
      '0000:01:00.0: set MTU 9000',
      '0000:01:00.0: keep host drivers away from new VFs',
      '0000:01:00.0: make 3 VFs',
      '0000:01:00.0: set the interface up',
      '0000:01:00.0 VF 0: set trust on',
      '0000:01:00.0 VF 0: set MAC 52:54:00:00:00:10',
      '0000:01:00.0 VF 0: set VLAN 100, priority 3',
      '0000:01:00.0 VF 0: set maximum rate 200 Mbit/s',
      '0000:01:00.0 VF 0: bind to vfio-pci for web1',
      '0000:01:00.0: let host drivers take VFs again',
      "0000:01:00.0 VF 1: leave to the host's own driver",
      "0000:01:00.0 VF 2: leave to the host's own driver"
    ])
  })

  it('sets the interface of a bnxt_en PF up before the VFs, since its driver ignores NumVFs while down', () => {
    const host = testHost(testPf(NIC, { driver: 'bnxt_en' }))
    expect(steps(labPlan({ pfs: [numVfs(NIC, 1)] }), host).slice(0, 3)).toEqual([
      '0000:01:00.0: set the interface up',
      '0000:01:00.0: keep host drivers away from new VFs',
      '0000:01:00.0: make 1 VF'
    ])
  })

  it('waits for carrier before a rate of igb and not before one of mlx5_core', () => {
    const plan = labPlan({ pfs: [numVfs(NIC, 1)], vfs: [settings(0, { maxTxRate: 200 })] })
    const waits = (driver: string): unknown =>
      compiled(plan, testHost(testPf(NIC, { driver }))).steps.find((step) => step.kind === 'set-vf')
    expect(waits('igb')).toMatchObject({ waitsForCarrier: true })
    expect(waits('mlx5_core')).toMatchObject({ waitsForCarrier: false })
  })

  it('gives the VFs of an NVMe controller no knobs and no interface, and says what else they need', () => {
    const host = testHost(testPf(NVME, NVME_DRIVE))
    const plan = labPlan({ pfs: [numVfs(NVME, 1)], assignments: [give(NVME, 0, 'db1')] })
    expect(steps(plan, host)).toEqual([
      '0000:03:00.0: keep host drivers away from new VFs',
      '0000:03:00.0: make 1 VF',
      '0000:03:00.0 VF 0: bind to vfio-pci for db1',
      '0000:03:00.0: let host drivers take VFs again'
    ])
    expect(compiled(plan, host).notes.join()).toContain('virt-mgmt')
  })

  it('only removes VFs where the plan wants none', () => {
    const host = testHost(testPf(NIC, { vfs: [{}, {}] }))
    expect(steps(labPlan({ pfs: [numVfs(NIC, 0)] }), host)).toEqual(['0000:01:00.0: remove all VFs'])
  })

  it('leaves NumVFs and the other VFs of a PF alone that the plan gives no number', () => {
    const host = testHost(testPf(NIC, { vfs: [{}, {}] }))
    expect(steps(labPlan({ assignments: [give(NIC, 1, 'web1')] }), host)).toEqual([
      '0000:01:00.0: set the interface up',
      '0000:01:00.0 VF 1: bind to vfio-pci for web1'
    ])
  })

  it('binds a function that goes to a VM as a whole, and asks for its ids but not for its driver', () => {
    const plan = labPlan({
      assignments: [{ function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }]
    })
    const result = compiled(plan, testHost([gpuFunction()]))
    expect(result.steps.map(describeStep)).toEqual(['0000:04:00.0: bind to vfio-pci for web1'])
    expect(result.identities).toEqual([
      {
        address: GPU,
        ids: '10de:1b80',
        driver: null,
        numVfs: null,
        needsIommu: true,
        needsInterface: false,
        card: { mac: null, serial: null, slot: null }
      }
    ])
  })

  it('takes nothing from the parts of the plan that concern other hosts', () => {
    const plan = labPlan({ pfs: [{ host: 'lab2', address: NIC, numVfs: 2 }] })
    expect(compilePlan(plan, igbHost)).toMatchObject({ error: { kind: 'nothing-planned' } })
  })

  it('sets VLAN, priority and protocol as the one attribute they are', () => {
    const plan = labPlan({
      pfs: [numVfs(NIC, 1)],
      vfs: [settings(0, { vlan: 5, qos: 2, vlanProtocol: '802.1ad' })]
    })
    const host = testHost(testPf(NIC, { driver: 'ice' }))
    expect(compiled(plan, host).steps).toContainEqual(
      expect.objectContaining({ word: 'vlan', value: '5 qos 2 proto 802.1ad' })
    )
  })
})
