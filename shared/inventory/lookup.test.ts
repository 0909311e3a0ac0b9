import { expect, it } from 'vitest'
import { known } from '../reading.ts'
import { cpuCount } from './cpu-list.ts'
import { hostFacts } from './facts.ts'
import { functionAt, groupOf, vfAt } from './lookup.ts'
import { at, testFunction, testHost, testSriov } from './test-host.ts'

const PF = at('0000:01:00.0')
const host = testHost(
  [
    testFunction('0000:01:00.0', {
      role: { kind: 'pf', sriov: testSriov(['0000:01:10.0', '0000:01:10.2']) },
      iommuGroup: known(8)
    }),
    testFunction('0000:01:10.0', { role: { kind: 'vf', pf: PF, index: 0 }, iommuGroup: known(null) }),
    testFunction('0000:01:10.2', { role: { kind: 'vf', pf: PF, index: 1 } })
  ],
  {
    iommuGroups: [{ id: 8, type: known('identity'), reservedRegions: known([]), members: [PF] }],
    gaps: [{ what: 'x', reason: 'y' }]
  }
)

it('finds functions, VFs by index, and groups', () => {
  expect(functionAt(host, PF)?.address).toBe(PF)
  expect(functionAt(host, at('0000:09:00.0'))).toBeNull()
  expect(vfAt(host, PF, 1)?.address).toBe('0000:01:10.2')
  expect(vfAt(host, PF, 2)).toBeNull()
  expect(vfAt(host, at('0000:01:10.0'), 0)).toBeNull()
  expect(groupOf(host, PF)?.id).toBe(8)
  expect(groupOf(host, at('0000:01:10.0'))).toBeNull()
})

it('counts what a host list shows', () => {
  expect(hostFacts(host)).toEqual({
    hostname: 'lab1',
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-56-amd64',
    pfs: 1,
    vfs: 2,
    totalVfs: 7,
    iommu: 'on',
    iommuGroups: 1,
    gaps: 1
  })
})

it.each([
  ['0-7,16-23', 16],
  ['0', 1],
  ['0,2,4', 3]
])('counts the CPUs of %j', (list, count) => {
  expect(cpuCount(known(list))).toEqual({ known: true, value: count })
})

it.each(['', '7-0', 'all', '0-'])('makes no number of %j', (list) => {
  expect(cpuCount(known(list)).known).toBe(false)
})
