import { describe, expect, it } from 'vitest'
import { createSystem } from '#shared/emulate/system.ts'
import {
  draftAction,
  draftKinds,
  emptyDraft,
  heldDraft,
  isOnVf,
  macProblem,
  type ActionDraft
} from './action-draft.ts'
import { defaultSystem } from './system-config.ts'

const action = (changes: Partial<ActionDraft>): ReturnType<typeof draftAction> =>
  draftAction({ ...emptyDraft, ...changes })

describe('an action put together in the form', () => {
  it.each(draftKinds.map(({ value }) => value))('%s can be done as it is first offered', (kind) => {
    const system = createSystem(defaultSystem)
    system.do({ kind: 'write-numvfs', numVfs: 1 })
    system.do({ kind: 'assign', vf: 0, vm: 'vm1' })
    const asked = action({ kind })
    expect(asked).not.toBeNull()
    if (asked !== null) expect(system.do(asked).length).toBeGreaterThan(0)
  })

  it('names the VF for what is about a VF, and for nothing else', () => {
    for (const { value: kind } of draftKinds)
      expect('vf' in (action({ kind, vf: 3 }) ?? {})).toBe(isOnVf(kind))
  })

  it('sends to a VF, the wire or everybody, with a source address of its own choice', () => {
    expect(action({ kind: 'send', to: '2', vlan: 7 })).toEqual({
      kind: 'send',
      vf: 0,
      to: { kind: 'vf', vf: 2 },
      vlan: 7
    })
    expect(action({ kind: 'send', to: 'broadcast', sourceMac: '02:00:00:00:00:AB' })).toMatchObject({
      to: { kind: 'broadcast' },
      sourceMac: '02:00:00:00:00:ab'
    })
  })

  it('names VFs and VMs that are there, when those that were chosen have gone', () => {
    const chosen = { ...emptyDraft, vf: 3, vm: 'vm2', to: '3', target: 'vm2' }
    expect(heldDraft(chosen, 4, ['vm1', 'vm2'])).toEqual(chosen)
    expect(heldDraft(chosen, 2, ['vm1'])).toMatchObject({
      vf: 1,
      vm: 'vm1',
      to: 'wire',
      target: 'own-buffer'
    })
    expect(heldDraft(chosen, 0, [])).toMatchObject({ vf: 0, vm: '' })
  })

  it('is none while an address that it uses is not one', () => {
    expect(macProblem('02:00:00:00:00')).not.toBe('')
    expect(action({ kind: 'request', request: 'set-mac', mac: '02:00' })).toBeNull()
    expect(action({ kind: 'set-policy', policy: 'mac', mac: 'x' })).toBeNull()
    expect(action({ kind: 'send', sourceMac: 'x' })).toBeNull()
    expect(action({ kind: 'request', request: 'get-queues', mac: 'x' })).not.toBeNull()
  })
})
