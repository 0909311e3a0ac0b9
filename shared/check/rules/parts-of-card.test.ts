import { expect, it } from 'vitest'
import { testFunction, testHost } from '../../inventory/test-host.ts'
import { give, planOf, withVm } from '../../plan/test-plan.ts'
import { known } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'parts-of-card'
const [GPU, SOUND, OTHER] = ['0000:05:00.0', '0000:05:00.1', '0000:06:00.0']
const host = testHost([
  testFunction(GPU, { class: 'display', classCode: 0x030000, driver: known('amdgpu') }),
  testFunction(SOUND, { class: 'other', classCode: 0x040300, driver: known('snd_hda_intel') }),
  testFunction(OTHER)
])

it('tells of the functions of a graphics card that stay behind', () => {
  expect(said(RULE, planOf(withVm('web1'), give(GPU, 'web1')), host)).toEqual([
    'info: 0000:05:00.0 goes to web1 without 0000:05:00.1 (snd_hda_intel) of the same card'
  ])
})

it('has nothing to say of a card that goes as a whole, and of other devices', () => {
  expect(said(RULE, planOf(withVm('web1'), give(GPU, 'web1'), give(SOUND, 'web1')), host)).toEqual([])
  expect(said(RULE, planOf(withVm('web1'), give(OTHER, 'web1')), host)).toEqual([])
})
