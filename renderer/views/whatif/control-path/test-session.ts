import { createSystem } from '#shared/emulate/system.ts'
import type { SystemAction, SystemConfig } from '#shared/emulate/types.ts'
import { replay, type Session } from './session.ts'
import { defaultSystem } from './system-config.ts'

/** Actions done on a real system; the first `setup` of them as the set-up of a lesson. For tests. */
export const done = (
  actions: readonly SystemAction[],
  config: Partial<SystemConfig> = {},
  setup = 0
): Session =>
  replay(
    createSystem,
    { ...defaultSystem, ...config },
    actions.map((action, at) => ({ action, isSetup: at < setup }))
  )

/** What most sessions begin with. */
export const enable: SystemAction = { kind: 'write-numvfs', numVfs: 4 }
export const toVm1: SystemAction = { kind: 'assign', vf: 0, vm: 'vm1' }
export const toVm2: SystemAction = { kind: 'assign', vf: 1, vm: 'vm2' }
export const flr: SystemAction = { kind: 'vf-flr', vf: 0 }
