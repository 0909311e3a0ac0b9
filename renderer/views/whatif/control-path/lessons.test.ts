import { describe, expect, it } from 'vitest'
import type { SystemConfig } from '#shared/emulate/types.ts'
import { lessons } from './lessons.ts'
import type { Session } from './session.ts'
import { done } from './test-session.ts'

describe('lessons', () => {
  const told = (id: string, config: Partial<SystemConfig> = {}): Session => {
    const lesson = lessons.find((each) => each.id === id)
    if (lesson === undefined) throw new Error(`lesson ${id} is gone`)
    return done([...lesson.setup, ...lesson.actions], { ...lesson.config, ...config }, lesson.setup.length)
  }
  /** Outcomes of the lesson's own actions, in one word each: did it go through, was it refused, was it lost. */
  const outcomes = (session: Session): readonly string[] =>
    session.entries
      .filter(({ isSetup }) => !isSetup)
      .map(({ steps }) =>
        steps.some(({ outcome }) => outcome === 'refused')
          ? 'refused'
          : steps.some(({ outcome }) => outcome === 'lost')
            ? 'lost'
            : 'done'
      )

  it.each(lessons.map(({ id }) => id))('%s can be told on every NIC: no action is impossible', (id) => {
    for (const nic of ['82576', '82599', 'xl710'] as const) {
      const session = told(id, { nic })
      expect(session.entries.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([])
      expect(session.entries.every(({ steps }) => steps.length > 0)).toBe(true)
    }
  })

  it.each([
    ['enable', ['done']],
    ['assign', ['done', 'done']],
    ['flr', ['done', 'done']],
    ['request', ['done']],
    ['pinned-mac', ['done', 'refused']],
    ['promiscuous', ['refused', 'done', 'done']],
    ['rate', ['done', 'refused']],
    ['spoof', ['done', 'lost']],
    ['port-vlan', ['done', 'done', 'refused']],
    ['loopback', ['done']],
    ['iommu-fault', ['done', 'refused']],
    ['link-down', ['lost', 'lost', 'done']],
    ['busy', ['refused', 'done', 'done']],
    ['no-iommu', ['refused']],
    ['no-acs', ['done', 'refused']],
    ['pulled', ['lost']],
    ['bus-overflow', ['refused']]
  ])('%s comes out as it says', (id, expected) => {
    expect(outcomes(told(id))).toEqual(expected)
  })

  it('loses every VF, and their VMs their network, when the PF is reset', () => {
    const { entries } = told('pf-flr')
    const vms = ['vm1', 'vm2']
    const ready = (at: number): (string | null)[] =>
      (entries.at(at)?.after.vfs ?? []).filter(({ state }) => state === 'ready').map(({ vm }) => vm)
    expect(ready(-2)).toEqual(vms)
    expect(ready(-1)).toEqual([])
  })

  it('stops in strict mode at once what lazy mode lets through for a while', () => {
    const reached = ({ entries }: Session): boolean =>
      (entries.at(-1)?.steps ?? []).some(({ text }) => text.includes('memory that somebody else may have'))
    expect(reached(told('lazy', { iommu: 'strict' }))).toBe(false)
    expect(reached(told('lazy'))).toBe(true)
  })
})
