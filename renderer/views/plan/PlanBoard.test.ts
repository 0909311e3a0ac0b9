import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { computed, defineComponent, h, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { at, testHost, testPf } from '#shared/inventory/test-host.ts'
import { functionsOf } from '#shared/plan/lookup.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan, PlanVm } from '#shared/plan/types.ts'
import { ok } from '#shared/result.ts'
import { useLabStore } from '../../stores/lab.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'
import { fakeMain } from '../../testing/fake-main.ts'
import type { BoardSelection } from './board-context.ts'
import PlanBoard from './PlanBoard.vue'

const PF = at('0000:01:00.0')
const host = testHost([testPf(PF, { vfs: 4 })], { id: 'h1' })
const vm = (id: string): PlanVm => ({ id, name: id, host: 'h1', vcpus: 2, memoryMiB: 2048, numaNode: null })
const start: Plan = {
  ...emptyPlan({ id: 'p', name: 'Test' }),
  vms: [vm('web1'), vm('db1')],
  assignments: [{ function: { kind: 'vf', host: 'h1', pf: PF, index: 0 }, vm: 'web1' }]
}

let board: VueWrapper
let plans: ReturnType<typeof usePlanStore>

beforeEach(async () => {
  setActivePinia(createPinia())
  fakeMain({
    'inventory.get': () => ok(host),
    'presets.list': () => ok([]),
    'plans.save': ({ plan: { id, name } }) =>
      ok({ id, name, updatedAt: '', vms: 2, assignments: 1, hosts: [] })
  })
  plans = usePlanStore()
  await plans.adopt(start)
  await useLabStore().loadInventory('h1')
  const Parent = defineComponent(() => {
    const selection = shallowRef<BoardSelection>({ kind: 'nothing' })
    const plan = computed(() => plans.plan ?? start)
    return () =>
      h(PlanBoard, {
        plan: plan.value,
        host,
        selection: selection.value,
        'onUpdate:selection': (next: BoardSelection) => (selection.value = next)
      })
  })
  board = mount(Parent, { attachTo: document.body })
  await flushPromises()
})
afterEach(() => {
  board.unmount()
  Reflect.deleteProperty(window, 'vflab')
})

const poolChip = (index: number): ReturnType<VueWrapper['get']> =>
  board.get(`[data-pf="${PF}"] [data-vf="${PF}#${index}"]`)
const press = async (chip: ReturnType<VueWrapper['get']>, ...keys: string[]): Promise<void> => {
  for (const key of keys) await chip.trigger('keydown', { key })
}
const heldBy = (id: string): number[] =>
  functionsOf(plans.plan ?? start, id).map((fn) => (fn.kind === 'vf' ? fn.index : -1))

describe('the board', () => {
  it('gives a VF to a VM by keyboard alone and keeps the focus on it', async () => {
    ;(poolChip(2).element as HTMLElement).focus()
    await press(poolChip(2), ' ', 'ArrowDown', 'ArrowDown', 'Enter')
    expect(heldBy('db1')).toEqual([2])
    expect(plans.undoLabel).toBe(`Give VF 2 of ${PF} to db1`)
    expect(poolChip(2).attributes('data-state')).toBe('given')
    expect(document.activeElement).toBe(poolChip(2).element)
    expect(useUiStore().announcement?.text).toBe(`Dropped VF 2 of ${PF} on db1.`)
  })

  it('shows on every target what a drop would do, before the drop', async () => {
    await press(poolChip(0), ' ', 'ArrowDown', 'ArrowDown')
    const verdict = (selector: string): string | undefined =>
      board.get(`${selector} [data-verdict]`).attributes('data-verdict')
    // Verdicts come with the next frames.
    await vi.waitFor(() => expect(board.findAll('[data-verdict=pending]')).toEqual([]))
    expect(verdict('[data-vm="db1"]')).toBe('refused')
    expect(board.get('[data-vm="db1"] [data-verdict]').text()).toContain('belongs to web1')
    expect(verdict('.pool')).toBe('allowed')
    await press(poolChip(0), 'Escape')
    expect(board.find('[data-verdict]').exists()).toBe(false)
  })

  it('moves a VF from VM to VM where it is taken at its VM', async () => {
    const chip = board.get('[data-vm="web1"] [data-vf]')
    await press(chip, ' ', 'ArrowDown', 'Enter')
    expect(heldBy('web1')).toEqual([])
    expect(heldBy('db1')).toEqual([0])
  })

  it('takes a VF from its VM with Delete', async () => {
    await press(board.get('[data-vm="web1"] [data-vf]'), 'Delete')
    expect(heldBy('web1')).toEqual([])
    expect(poolChip(0).attributes('data-state')).toBe('free')
  })

  it('makes a VM of what is dropped on "New VM", several at once after a Shift click', async () => {
    await poolChip(1).trigger('click')
    await poolChip(3).trigger('click', { shiftKey: true })
    await press(poolChip(2), ' ', 'End', 'Enter')
    const made = plans.plan?.vms.at(-1)
    expect(made?.name).toBe('vm1')
    expect(heldBy(made?.id ?? '')).toEqual([1, 2, 3])
  })

  it('asks before fewer VFs take one from a VM', async () => {
    const field = board.get(`[data-pf="${PF}"] [data-numvfs]`)
    await field.setValue('0')
    await press(field, 'Enter')
    expect(plans.plan?.pfs).toEqual([])
    expect(board.get(`[data-pf="${PF}"]`).text()).toContain('web1')
    await board.get('[data-action="drop-vfs"]').trigger('click')
    expect(plans.plan?.pfs).toEqual([{ host: 'h1', address: PF, numVfs: 0 }])
    expect(heldBy('web1')).toEqual([])
  })

  it('takes settings for several VFs at once, as one undo step', async () => {
    await poolChip(1).trigger('click')
    await poolChip(2).trigger('click', { ctrlKey: true })
    await board.get('[data-setting="vlan"] input').setValue('100')
    expect(plans.plan?.vfs.map((one) => [one.index, one.settings.vlan])).toEqual([
      [1, 100],
      [2, 100]
    ])
    plans.undo()
    expect(plans.plan?.vfs).toEqual([])
  })
})
