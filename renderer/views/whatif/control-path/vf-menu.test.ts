import { expect, it } from 'vitest'
import type { SystemAction } from '#shared/emulate/types.ts'
import type { MenuEntry } from '../../../ui/menu-entry.ts'
import { done, enable, toVm1 } from './test-session.ts'
import { defaultSystem } from './system-config.ts'
import { viewAt } from './session.ts'
import { vfMenu } from './vf-menu.ts'

const leaves = (entries: readonly MenuEntry[]): MenuEntry[] =>
  entries.flatMap((entry) => (entry.kind === 'submenu' ? leaves(entry.entries) : [entry]))
const labels = (entries: readonly MenuEntry[]): string[] =>
  leaves(entries).flatMap((entry) => ('label' in entry ? [entry.label] : []))

it('offers to give a free VF to every VM, and to take a given one out of its VM', () => {
  const { vfs } = viewAt(done([enable, toVm1]), Infinity)
  const [given, free] = vfs
  if (given === undefined || free === undefined) throw new Error('there are no VFs')
  expect(labels(vfMenu(given, 4, defaultSystem, () => undefined))).toContain('Take it out of vm1')
  expect(labels(vfMenu(free, 4, defaultSystem, () => undefined))).toEqual(
    expect.arrayContaining(['Give it to vm1', 'Give it to vm2', 'Use it on the host'])
  )
})

it('does nothing but what a system can try', () => {
  const [vf] = viewAt(done([enable, toVm1]), Infinity).vfs
  if (vf === undefined) throw new Error('there are no VFs')
  const asked: SystemAction[] = []
  for (const entry of leaves(vfMenu(vf, 4, defaultSystem, (action) => asked.push(action))))
    if (entry.kind === 'action') entry.run()
  expect(asked.length).toBeGreaterThan(15)
  for (const action of asked) {
    expect(done([enable, toVm1, action]).entries.at(-1)).toMatchObject({ problem: null })
  }
})
