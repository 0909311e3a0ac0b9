import { describe, expect, it } from 'vitest'
import type { FunctionUse } from '../../inventory/types.ts'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'in-use-now'
const vfInUse = (use: FunctionUse) => testHost([testPf(PF, { vfs: [{ uses: [use] }, {}] })])

describe('a VF in use', () => {
  it.each<readonly [FunctionUse, string]>([
    [{ kind: 'vm', vm: 'old', pid: 12 }, 'error: The running VM old (pid 12) loses VF 0 of 0000:3b:00.0'],
    [
      { kind: 'vfio', command: 'dpdk-testpmd', pid: 13 },
      'error: dpdk-testpmd (pid 13) loses VF 0 of 0000:3b:00.0'
    ],
    [
      { kind: 'mounted', mountpoints: ['/srv'] },
      'error: File systems at /srv lie on VF 0 of 0000:3b:00.0 and are lost'
    ],
    [
      { kind: 'addressed', interface: 'eth4', addresses: ['10.0.0.2/24'] },
      'warning: eth4 with 10.0.0.2/24 runs on VF 0 of 0000:3b:00.0 and disappears'
    ],
    [
      { kind: 'enslaved', interface: 'eth4', master: 'br0' },
      'warning: br0 loses its port eth4, which runs on VF 0 of 0000:3b:00.0,'
    ],
    [
      { kind: 'management', interface: 'eth4' },
      'error: The way to the host itself, eth4, runs over VF 0 of 0000:3b:00.0 and is cut'
    ]
  ])('as %j is not lost in silence', (use, message) => {
    expect(said(RULE, planOf(withVfs(4)), vfInUse(use))).toEqual([
      `${message} when numVfs of 0000:3b:00.0 goes through 0`
    ])
    expect(said(RULE, planOf(withVm('web1'), give(0, 'web1')), vfInUse(use))).toEqual([
      `${message} when it goes to web1`
    ])
    expect(said(RULE, planOf(withVfs(2)), vfInUse(use))).toEqual([])
  })

  it('may stay with the running VM that has it already', () => {
    const host = vfInUse({ kind: 'vm', vm: 'web1', pid: 12 })
    expect(said(RULE, planOf(withVm('web1'), give(0, 'web1')), host)).toEqual([])
    expect(said(RULE, planOf(withVm('web1'), withVfs(4), give(0, 'web1')), host)).toHaveLength(1)
  })
})

it('warns before the port that carries the SSH session gets VFs', () => {
  const host = testHost([testPf(PF, { uses: [{ kind: 'management', interface: 'eno1' }] })])
  expect(said(RULE, planOf(withVfs(2)), host)[0]).toContain(
    'eno1 on 0000:3b:00.0 carries the connection to lab1'
  )
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([])
})

it('says so where users could not be read', () => {
  const host = testHost([testPf(PF, { vfs: 2 })], { privilege: 'user' })
  expect(said(RULE, planOf(withVfs(4)), host)).toEqual([
    'warning: Which VMs and containers use devices of lab1 is not known: it was read as a plain user'
  ])
  expect(said(RULE, planOf(withVfs(2)), host)).toEqual([])
})
