import { expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { known, unknown, type Reading } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'msix-vectors'
/** A PF with two VFs that have this many vectors each. */
function host(msixVectors: Reading<number | null>): InventoryHost {
  const host = testHost([testPf(PF, { vfs: 2 })])
  const functions = host.functions.map((fn) => (fn.role.kind === 'vf' ? { ...fn, msixVectors } : fn))
  return { ...host, functions }
}
const plan = (vcpus: number, index = 0) => planOf(withVfs(4), withVm('web1', { vcpus }), give(index, 'web1'))

it('counts one vector for the mailbox and one for each queue', () => {
  expect(said(RULE, plan(2), host(known(3)))).toEqual([])
  expect(said(RULE, plan(3), host(known(3)))).toEqual([
    'info: VF 0 of 0000:3b:00.0 has 3 MSI-X vectors: at most 2 of the 3 vCPUs of web1 get a queue with its own interrupt'
  ])
})

it('takes a VF that does not exist yet for one like those that do', () => {
  expect(said(RULE, plan(8, 3), host(known(3)))[0]).toContain('VF 3 of 0000:3b:00.0 has 3 MSI-X vectors')
})

it('leaves NVMe to the rule about its flexible resources', () => {
  const drive = testHost([testPf(PF, { ...NVME_DRIVE, vfs: 2 })])
  const functions = drive.functions.map((fn) => ({ ...fn, msixVectors: known(1) }))
  expect(said(RULE, plan(8), { ...drive, functions })).toEqual([])
})

it.each([known(null), unknown('not root')])('says nothing of %j', (vectors) => {
  expect(said(RULE, plan(8), host(vectors))).toEqual([])
})
