import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at } from '#shared/inventory/test-host.ts'
import { addVm, setNumVfs } from '#shared/plan/edits.ts'
import { parsePlanFile } from '#shared/plan/file.ts'
import { fakePlans, type FakePlans } from '../testing/fake-plans.ts'
import { usePlanStore } from './plan.ts'

let database: FakePlans

beforeEach(() => {
  setActivePinia(createPinia())
  database = fakePlans()
})
afterEach(() => void Reflect.deleteProperty(window, 'vflab'))

const PF = at('0000:01:00.0')
const vm = (name: string): Parameters<typeof addVm>[1] => ({
  id: name,
  name,
  host: 'h1',
  vcpus: 1,
  memoryMiB: 512,
  numaNode: null
})

async function withPlan(name = 'Edge'): Promise<ReturnType<typeof usePlanStore>> {
  const plans = usePlanStore()
  await plans.create(name)
  return plans
}

describe('the open plan', () => {
  it('is in the database and in the list as soon as it is made', async () => {
    const plans = await withPlan()
    expect([...database.plans.values()].map((plan) => plan.name)).toEqual(['Edge'])
    expect(plans.summaries.map((one) => one.name)).toEqual(['Edge'])
  })

  it('takes an edit back and repeats it, with the words of the edit', async () => {
    const plans = await withPlan()
    plans.edit('Add web1', (plan) => addVm(plan, vm('web1')))
    expect(plans.undoLabel).toBe('Add web1')
    plans.undo()
    expect(plans.plan?.vms).toEqual([])
    expect(plans.redoLabel).toBe('Add web1')
    plans.redo()
    expect(plans.plan?.vms.map((one) => one.name)).toEqual(['web1'])
  })

  it('makes one undo step of quick repetitions, and two of different edits', async () => {
    const plans = await withPlan()
    const set = (numVfs: number): unknown =>
      plans.edit(`Set ${numVfs}`, (plan) => setNumVfs(plan, { host: 'h1', address: PF, numVfs }), 'stepper')
    set(1)
    set(2)
    set(3)
    plans.edit('Add web1', (plan) => addVm(plan, vm('web1')))
    expect(plans.history?.past.map((step) => step.label)).toEqual(['Set 3', 'Add web1'])
    plans.undo()
    plans.undo()
    expect(plans.plan?.pfs).toEqual([])
  })

  it('leaves no trace of an edit that was refused', async () => {
    const plans = await withPlan()
    plans.edit('Add web1', (plan) => addVm(plan, vm('web1')))
    const refused = plans.edit('Add it again', (plan) => addVm(plan, vm('web1')))
    expect(refused.ok).toBe(false)
    expect(plans.history?.past).toHaveLength(1)
  })

  it('is saved before another one takes its place', async () => {
    const plans = await withPlan('First')
    const first = plans.plan?.id ?? ''
    plans.edit('Add web1', (plan) => addVm(plan, vm('web1')))
    await plans.create('Second')
    expect(database.plans.get(first)?.vms).toHaveLength(1)
    expect(plans.undoLabel).toBeNull()
  })

  it('goes to the host of the plan when it is opened', async () => {
    const plans = await withPlan('First')
    plans.edit('Add web1', (plan) => addVm(plan, vm('web1')))
    const first = plans.plan?.id ?? ''
    await plans.create('Second')
    plans.host = 'other'
    await plans.open(first)
    expect(plans.host).toBe('h1')
  })
})

describe('plans as a whole', () => {
  it('comes back after a delete that is undone', async () => {
    const plans = await withPlan()
    const removed = await plans.remove(plans.plan?.id ?? '')
    expect(plans.plan).toBeNull()
    if (removed.ok && removed.value) await plans.adopt(removed.value)
    expect(plans.plan?.name).toBe('Edge')
    expect(database.plans.size).toBe(1)
  })

  it('says why a name was not taken', async () => {
    const plans = await withPlan()
    const renamed = await plans.rename(plans.plan?.id ?? '', 'x'.repeat(81))
    expect(renamed).toMatchObject({ ok: false, error: { message: expect.stringContaining('80 characters') } })
    expect(plans.plan?.name).toBe('Edge')
  })

  it('exports a file that can be read again, under a plain name', async () => {
    const plans = await withPlan('Rack 4 / "edge"')
    await plans.exportFile()
    const [file] = database.files
    expect(file?.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
    const read = parsePlanFile(file?.content ?? '')
    expect(read).toMatchObject({ ok: true })
  })

  it('reports a plan that another process deleted instead of showing nothing', async () => {
    const plans = await withPlan()
    const opened = await plans.open('gone')
    expect(opened).toMatchObject({ ok: false, error: { kind: 'no-such-plan' } })
    expect(plans.plan?.name).toBe('Edge')
  })
})
