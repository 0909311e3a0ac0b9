import { describe, expect, it } from 'vitest'
import { isPciAddress, type PciAddress } from '../pci/address.ts'
import type { Result } from '../result.ts'
import { explainPlanEditError, type PlanEditError } from './edit-error.ts'
import * as edits from './edits.ts'
import { emptyPlan } from './plan.ts'
import type { AssignableFunction, Plan } from './types.ts'

const pci = (text: string): PciAddress => {
  if (!isPciAddress(text)) throw new Error(`no PCI address: ${text}`)
  return text
}
const HOST = 'lab1'
const PF = pci('0000:3b:00.0')
const OTHER_PF = pci('0000:3b:00.1')
const vf = (index: number): AssignableFunction => ({ kind: 'vf', host: HOST, pf: PF, index })
const wholePf: AssignableFunction = { kind: 'function', host: HOST, address: PF }

function value<T>(result: Result<T, PlanEditError>): T {
  if (!result.ok) throw new Error(explainPlanEditError(result.error))
  return result.value
}
function error(result: Result<Plan, PlanEditError>): PlanEditError {
  if (result.ok) throw new Error('the edit was accepted')
  return result.error
}
const vm = (id: string, host = HOST) => ({ id, name: id, host, vcpus: 2, memoryMiB: 2048, numaNode: null })

const EMPTY = emptyPlan({ id: 'p1', name: 'Web and database' })
const WITH_VMS = value(edits.addVm(value(edits.addVm(EMPTY, vm('web1'))), vm('db1')))
const FOUR_VFS = value(edits.setNumVfs(WITH_VMS, { host: HOST, address: PF, numVfs: 4 }))

describe('setNumVfs', () => {
  it('keeps one entry per PF, in order of address', () => {
    const later = value(edits.setNumVfs(EMPTY, { host: HOST, address: OTHER_PF, numVfs: 1 }))
    const both = value(edits.setNumVfs(later, { host: HOST, address: PF, numVfs: 2 }))
    const again = value(edits.setNumVfs(both, { host: HOST, address: PF, numVfs: 3 }))
    expect(again.pfs).toEqual([
      { host: HOST, address: PF, numVfs: 3 },
      { host: HOST, address: OTHER_PF, numVfs: 1 }
    ])
  })

  it('keeps the VF with its VM when numVfs grows', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(3), vm: 'web1' }))
    const grown = value(edits.setNumVfs(given, { host: HOST, address: PF, numVfs: 8 }))
    expect(grown.assignments).toEqual([{ function: vf(3), vm: 'web1' }])
  })

  it('refuses to take VFs from VMs in silence, and lists them', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(3), vm: 'web1' }))
    const set = value(edits.setVfSettings(given, { host: HOST, pf: PF, index: 2, settings: { vlan: 10 } }))
    const refused = error(edits.setNumVfs(set, { host: HOST, address: PF, numVfs: 2 }))
    expect(refused).toEqual({
      kind: 'vfs-would-vanish',
      pf: PF,
      numVfs: 2,
      held: [{ index: 3, vm: 'web1', vmName: 'web1' }],
      configured: [2]
    })
    expect(explainPlanEditError(refused)).toBe(
      'numVfs 2 on 0000:3b:00.0 takes VF 3 (web1) away from their VMs and forgets the settings of VF 2'
    )
  })

  it('takes vanishing VFs out of the plan when asked to', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(3), vm: 'web1' }))
    const set = value(edits.setVfSettings(given, { host: HOST, pf: PF, index: 2, settings: { vlan: 10 } }))
    const args = { host: HOST, address: PF, numVfs: 2, dropAssignments: true }
    const lowered = value(edits.setNumVfs(set, args))
    expect([lowered.assignments, lowered.vfs]).toEqual([[], []])
    expect(lowered.pfs).toEqual([{ host: HOST, address: PF, numVfs: 2 }])
  })

  it('keeps the MTU and takes it out on null', () => {
    const mtu = value(edits.setPfMtu(FOUR_VFS, { host: HOST, address: PF, mtu: 9000 }))
    const more = value(edits.setNumVfs(mtu, { host: HOST, address: PF, numVfs: 5 }))
    expect(more.pfs).toEqual([{ host: HOST, address: PF, numVfs: 5, mtu: 9000 }])
    expect(value(edits.setPfMtu(more, { host: HOST, address: PF, mtu: null })).pfs).toEqual([
      { host: HOST, address: PF, numVfs: 5 }
    ])
    expect(error(edits.setPfMtu(EMPTY, { host: HOST, address: PF, mtu: 9000 })).kind).toBe('pf-not-planned')
  })

  it.each([-1, 1.5, 65_536, Number.NaN])('refuses numVfs %s', (numVfs) => {
    expect(error(edits.setNumVfs(EMPTY, { host: HOST, address: PF, numVfs }))).toMatchObject({
      kind: 'bad-value',
      field: 'pf.numVfs'
    })
  })

  it('leaves VFs with their VMs when the PF is left as it is', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(0), vm: 'web1' }))
    const left = value(edits.leavePf(given, { host: HOST, address: PF }))
    expect(left.pfs).toEqual([])
    expect(left.assignments).toHaveLength(1)
  })
})

describe('assign', () => {
  it('gives a function to one VM only', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(0), vm: 'web1' }))
    expect(error(edits.assign(given, { function: vf(0), vm: 'db1' }))).toEqual({
      kind: 'already-given',
      function: vf(0),
      vm: 'web1',
      vmName: 'web1'
    })
    expect(value(edits.assign(given, { function: vf(0), vm: 'web1' }))).toBe(given)
  })

  it('refuses a VF past the planned numVfs', () => {
    expect(error(edits.assign(FOUR_VFS, { function: vf(4), vm: 'web1' }))).toMatchObject({
      kind: 'vf-beyond-num-vfs',
      numVfs: 4
    })
  })

  it('refuses a PF that is planned with VFs, and says who holds them', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(1), vm: 'web1' }))
    const refused = error(edits.assign(given, { function: wholePf, vm: 'db1' }))
    expect(explainPlanEditError(refused)).toBe(
      '0000:3b:00.0 is planned with numVfs 4 and gives VF 1 (web1) to VMs: ' +
        'a PF goes to a VM as a whole only without VFs, so set its numVfs to 0 first'
    )
  })

  it('gives a PF without planned VFs, which then hands out none', () => {
    const given = value(edits.assign(WITH_VMS, { function: wholePf, vm: 'db1' }))
    expect(error(edits.assign(given, { function: vf(0), vm: 'web1' })).kind).toBe('pf-given-away')
    expect(error(edits.setNumVfs(given, { host: HOST, address: PF, numVfs: 1 })).kind).toBe('pf-given-away')
    expect(edits.setNumVfs(given, { host: HOST, address: PF, numVfs: 0 }).ok).toBe(true)
  })

  it('refuses a function of another host, and an unknown VM', () => {
    const far = value(edits.addVm(FOUR_VFS, vm('far', 'lab2')))
    expect(error(edits.assign(far, { function: vf(0), vm: 'far' })).kind).toBe('other-host')
    expect(error(edits.assign(far, { function: vf(0), vm: 'nobody' })).kind).toBe('no-such-vm')
  })

  it('takes a function back, once', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(0), vm: 'web1' }))
    expect(value(edits.unassign(given, { function: vf(0) }))).toEqual(FOUR_VFS)
    expect(error(edits.unassign(FOUR_VFS, { function: vf(0) })).kind).toBe('not-given')
  })
})

describe('VMs', () => {
  it('cannot share a name on one host, but on two', () => {
    expect(error(edits.addVm(WITH_VMS, { ...vm('web2'), name: 'web1' })).kind).toBe('vm-name-taken')
    expect(edits.addVm(WITH_VMS, { ...vm('web2', 'lab2'), name: 'web1' }).ok).toBe(true)
    expect(error(edits.addVm(WITH_VMS, { ...vm('web1'), name: 'other' })).kind).toBe('vm-id-taken')
    expect(error(edits.updateVm(WITH_VMS, { vm: 'db1', changes: { name: 'web1' } })).kind).toBe(
      'vm-name-taken'
    )
  })

  it.each(['', '-web', 'web 1', 'web;reboot', '../x', 'a'.repeat(64)])('cannot be named %j', (name) => {
    expect(error(edits.addVm(EMPTY, { ...vm('x'), name }))).toMatchObject({
      kind: 'bad-value',
      field: 'vm.name'
    })
  })

  it('keep what is not changed', () => {
    const driver = value(edits.updateVm(WITH_VMS, { vm: 'web1', changes: { guestDriver: { name: 'iavf' } } }))
    const bigger = value(edits.updateVm(driver, { vm: 'web1', changes: { vcpus: 8 } }))
    expect(bigger.vms[0]).toEqual({ ...vm('web1'), vcpus: 8, guestDriver: { name: 'iavf' } })
    expect(value(edits.updateVm(bigger, { vm: 'web1', changes: { vcpus: 2, guestDriver: null } }))).toEqual(
      WITH_VMS
    )
  })

  it('stay on their host while they hold functions', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(0), vm: 'web1' }))
    expect(error(edits.updateVm(given, { vm: 'web1', changes: { host: 'lab2' } })).kind).toBe(
      'vm-has-functions'
    )
    expect(edits.updateVm(given, { vm: 'db1', changes: { host: 'lab2' } }).ok).toBe(true)
  })

  it('free their functions when they go', () => {
    const given = value(edits.assign(FOUR_VFS, { function: vf(0), vm: 'web1' }))
    const gone = value(edits.removeVm(given, { vm: 'web1' }))
    expect([gone.assignments, gone.vms.map((one) => one.id)]).toEqual([[], ['db1']])
    expect(error(edits.removeVm(gone, { vm: 'web1' })).kind).toBe('no-such-vm')
  })
})

describe('setVfSettings', () => {
  const place = { host: HOST, pf: PF, index: 1 }

  it('replaces all settings, and empty ones remove the entry', () => {
    const first = value(edits.setVfSettings(FOUR_VFS, { ...place, settings: { vlan: 10, trust: true } }))
    const second = value(edits.setVfSettings(first, { ...place, settings: { vlan: 20 } }))
    expect(second.vfs).toEqual([{ ...place, settings: { vlan: 20 } }])
    expect(value(edits.setVfSettings(second, { ...place, settings: {} }))).toEqual(FOUR_VFS)
  })

  it('takes a MAC as people paste it', () => {
    const set = value(edits.setVfSettings(FOUR_VFS, { ...place, settings: { mac: '02-AB-00-00-00-01' } }))
    expect(set.vfs[0]?.settings.mac).toBe('02:ab:00:00:00:01')
  })

  it.each([
    ['a multicast MAC', { mac: '01:00:5e:00:00:01' }, 'vf.settings.mac'],
    ['a MAC of zeros', { mac: '00:00:00:00:00:00' }, 'vf.settings.mac'],
    ['VLAN 4095, which igb would take', { vlan: 4095 }, 'vf.settings.vlan'],
    ['priority 8', { qos: 8 }, 'vf.settings.qos'],
    ['a negative rate', { maxTxRate: -1 }, 'vf.settings.maxTxRate']
  ])('refuses %s', (_what, settings, field) => {
    expect(error(edits.setVfSettings(FOUR_VFS, { ...place, settings }))).toMatchObject({
      kind: 'bad-value',
      field
    })
  })

  it('refuses a VF past the planned numVfs', () => {
    const refused = error(edits.setVfSettings(FOUR_VFS, { ...place, index: 4, settings: { vlan: 1 } }))
    expect(refused.kind).toBe('vf-beyond-num-vfs')
  })
})

describe('names and notes', () => {
  it('refuses control and bidirectional characters in a name', () => {
    expect(error(edits.renamePlan(EMPTY, { name: 'a\u202eb' })).kind).toBe('bad-value')
    expect(error(edits.renamePlan(EMPTY, { name: '   ' })).kind).toBe('bad-value')
    expect(value(edits.renamePlan(EMPTY, { name: ' Rack 7 ' })).name).toBe('Rack 7')
  })

  it('takes notes up to their limit', () => {
    expect(value(edits.setNotes(EMPTY, { notes: 'why' })).notes).toBe('why')
    expect(error(edits.setNotes(EMPTY, { notes: 'x'.repeat(20_001) })).kind).toBe('bad-value')
  })
})
