import { expect, it } from 'vitest'
import { testHost, testPf, type TestPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'vfio-takes'
const QAT: TestPf = {
  driver: 'c6xx',
  ids: ['8086', '37c8', '37c9'],
  class: 'accelerator',
  classCode: 0x0b4000,
  totalVfs: 16,
  vfDriver: null
}
const on = (pf: TestPf, kernel = '5.15.0-91-generic') => testHost([testPf(PF, pf)], { kernel })
const GIVEN = planOf(withVfs(16), withVm('a'), give(0, 'a'))
const REFUSED = ['warning: vfio-pci refuses VF 0 of 0000:3b:00.0 (8086:37c9) on lab1 as it stands']

it('warns of the VF of a QAT, whether it exists or not', () => {
  expect(said(RULE, GIVEN, on(QAT))).toEqual(REFUSED)
  expect(said(RULE, GIVEN, on({ ...QAT, vfs: 16 }))).toEqual(REFUSED)
})

it('says nothing on a kernel before the list, of another device, and where vfio-pci has it already', () => {
  expect(said(RULE, GIVEN, on(QAT, '5.4.0-150-generic'))).toEqual([])
  expect(said(RULE, planOf(withVfs(2), withVm('a'), give(0, 'a')), on({}))).toEqual([])
  expect(said(RULE, GIVEN, on({ ...QAT, vfDriver: 'vfio-pci', vfs: 16 }))).toEqual([])
})
