import { describe, expect, it } from 'vitest'
import { testHost, testInterface, testPf, type TestVf } from '../inventory/test-host.ts'
import type { FunctionUse } from '../inventory/types.ts'
import { usageOf } from '../inventory/usage/types.ts'
import type { Plan } from '../plan/types.ts'
import { impactOf } from './impact.ts'
import { give, GPU, gpuFunction, labPlan, NIC } from './testing/lab-plan.ts'

const wants = (numVfs: number, more: Partial<Plan> = {}): Plan =>
  labPlan({ pfs: [{ host: 'lab1', address: NIC, numVfs }], ...more })
const host = (vfs: readonly TestVf[], uses: readonly FunctionUse[] = []) =>
  testHost(testPf(NIC, { vfs, uses }))
const summary = (plan: Plan, on: ReturnType<typeof testHost>): readonly string[] =>
  impactOf(plan, on).map(({ severity, kind, where }) => `${severity} ${kind} ${where}`)

describe('impactOf', () => {
  it('is nothing where VFs are made on a PF that has none', () => {
    expect(impactOf(wants(4), host([]))).toEqual([])
  })

  it('is nothing on a host that is as planned', () => {
    const plan = wants(1, { assignments: [give(NIC, 0, 'web1')] })
    const vf = {
      driver: 'vfio-pci',
      override: 'vfio-pci',
      uses: [{ kind: 'vm', vm: 'web1', pid: 1 } as const]
    }
    expect(impactOf(plan, host([vf]))).toEqual([])
  })

  it('names the VMs and the interfaces that lose their VF when the number changes', () => {
    const vfs: readonly TestVf[] = [
      { driver: 'vfio-pci', uses: [{ kind: 'vm', vm: 'old', pid: 99 }] },
      { uses: [{ kind: 'addressed', interface: 'enp1s0v1', addresses: ['192.0.2.7/24'] }] },
      { interfaces: [testInterface('enp1s0v2')] }
    ]
    expect(summary(wants(2), host(vfs))).toEqual([
      `destroys vfs-destroyed ${NIC}`,
      `blocks vm-loses-function ${NIC} VF 0`,
      `destroys interface-lost ${NIC} VF 1`,
      `disturbs interface-lost ${NIC} VF 2`
    ])
    expect(impactOf(wants(2), host(vfs))[1]?.message).toBe(
      `VM old (process 99) holds ${NIC} VF 0 and would lose it while it runs. Stop it first.`
    )
  })

  it('does not count a VF twice that is destroyed and then bound anew', () => {
    const plan = wants(2, { assignments: [give(NIC, 0, 'web1')] })
    expect(summary(plan, host([{}]))).toEqual([`destroys vfs-destroyed ${NIC}`])
  })

  it('tells that a VF is taken from the host driver, and from whom it is taken back', () => {
    expect(summary(wants(1, { assignments: [give(NIC, 0, 'web1')] }), host([{}]))).toEqual([
      `disturbs driver-unbound ${NIC} VF 0`
    ])
    const held = { driver: 'vfio-pci', uses: [{ kind: 'vfio', pid: 5, command: 'dpdk-testpmd' } as const] }
    expect(summary(wants(1), host([held]))).toEqual([
      `disturbs driver-unbound ${NIC} VF 0`,
      `blocks process-loses-function ${NIC} VF 0`
    ])
  })

  it('warns of a new MTU, and more where the management runs over the interface', () => {
    const plan = labPlan({ pfs: [{ host: 'lab1', address: NIC, numVfs: 0, mtu: 9000 }] })
    expect(summary(plan, host([]))).toEqual([`disturbs interface-flaps ${NIC}`])
    expect(summary(plan, host([], [{ kind: 'management', interface: 'enp1s0' }]))).toEqual([
      `destroys management-at-risk ${NIC}`
    ])
  })

  it('tells what is lost with a function that goes to a VM as a whole', () => {
    const plan = labPlan({
      assignments: [{ function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }]
    })
    const disk = gpuFunction({
      driver: { known: true, value: 'nvme' },
      usage: usageOf([{ kind: 'mounted', mountpoints: ['/srv'] }])
    })
    expect(summary(plan, testHost([disk]))).toEqual([
      `disturbs driver-unbound ${GPU}`,
      `blocks mount-lost ${GPU}`
    ])
  })

  it('says what insisting would cost where an error stands against the plan', () => {
    expect(impactOf(wants(99), host([{}]))[0]?.message).toContain('The 1 VFs of 0000:01:00.0 are destroyed')
  })
})
