/** What a plan would take from its users: examples of the rule in-use-now. Not shipped. */
import { NVME_DRIVE, testFunction, testHost, testPf, type TestVf } from '../inventory/test-host.ts'
import type { FunctionUse } from '../inventory/types.ts'
import { usageOf, type UseDoubt } from '../inventory/usage/types.ts'
import { give, PF, planOf, withVfs, withVm } from '../plan/test-plan.ts'
import { example, type RuleExample } from './test-example.ts'

const GPU = '0000:05:00.0'
const DRIVE = '0000:04:00.0'

/** More VFs where two are already, the first as said: they all go, and this one is used. */
const usedVf = (vf: TestVf): RuleExample =>
  example(planOf(withVfs(4)), testHost(testPf(PF, { vfs: [vf, {}] })))
const usedBy = (use: FunctionUse): RuleExample => usedVf({ uses: [use] })
const doubted = (doubt: UseDoubt): RuleExample => usedVf({ doubts: [doubt] })

/** A drive that goes to a VM and is used by the host. */
const usedDrive = (use: FunctionUse): RuleExample =>
  example(
    planOf(withVm('web1'), give(DRIVE, 'web1')),
    testHost(testPf(DRIVE, { ...NVME_DRIVE, uses: [use] }))
  )

/** VFs, drives, what is not known, and the port of the session. */
export const USE_EXAMPLES: readonly RuleExample[] = [
  usedBy({ kind: 'vm', vm: 'old', pid: 4711 }),
  usedBy({ kind: 'vfio', command: 'dpdk-testpmd', pid: 813 }),
  usedBy({ kind: 'management', interface: 'eth4' }),
  usedBy({ kind: 'addressed', interface: 'eth4', addresses: ['10.0.0.2/24'] }),
  usedBy({ kind: 'enslaved', interface: 'eth4', master: 'br0' }),
  usedBy({ kind: 'elsewhere', interface: 'eth4', where: 'the network namespace blue' }),
  usedDrive({ kind: 'mounted', mountpoints: ['/srv'] }),
  usedDrive({ kind: 'built-upon', disk: 'nvme1n1', by: 'md0' }),
  usedDrive({ kind: 'carries-data', disk: 'nvme1n1', content: 'ext4' }),
  usedBy({ kind: 'watched', interface: 'eth4', how: 'an XDP program' }),
  example(
    planOf(withVm('web1'), give(GPU, 'web1')),
    testHost([
      testFunction(GPU, {
        class: 'display',
        usage: usageOf([{ kind: 'console', what: 'framebuffer fb0' }])
      })
    ])
  ),
  doubted({
    kind: 'guest',
    what: 'whether a process holds its VFIO device',
    reason: 'needs root: the host was read as ro'
  }),
  example(planOf(withVfs(2)), testHost(testPf(PF, { uses: [{ kind: 'management', interface: 'eno1' }] }))),
  example(planOf(withVfs(4)), testHost(testPf(PF, { vfs: 2 }), { privilege: 'user' }))
]
