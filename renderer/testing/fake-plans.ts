import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import type { ChannelName } from '#shared/ipc/contract.ts'
import { ok } from '#shared/result.ts'
import { fakeMain } from './fake-main.ts'

/** The plans of a fake main process. */
export interface FakePlans {
  readonly plans: ReadonlyMap<string, Plan>
  /** Files that were saved through the dialog, in order. */
  readonly files: readonly { readonly name: string; readonly content: string }[]
  /** Deletes a plan without telling the window, as another process would. */
  forget(id: string): void
  /** Keeps the next answer of a channel back until the returned function is called. */
  holdNext(channel: ChannelName): () => void
}

/** Puts a main process on `window.vflab` that keeps plans; those named here are there, empty, newest first. */
export function fakePlans(...ids: readonly string[]): FakePlans {
  const plans = new Map<string, Plan>(ids.map((id) => [id, emptyPlan({ id, name: id })]))
  const files: { name: string; content: string }[] = []
  const held = new Map<ChannelName, Promise<void>>()
  let changes = 0
  const changedAt = new Map(ids.map((id, index) => [id, -index]))
  const time = (id: string): string => new Date(1e12 + (changedAt.get(id) ?? 0) * 1000).toISOString()
  const summary = (plan: Plan) => ({
    id: plan.id,
    name: plan.name,
    updatedAt: time(plan.id),
    vms: plan.vms.length,
    assignments: plan.assignments.length,
    hosts: []
  })
  async function waitFor(channel: ChannelName): Promise<void> {
    const wait = held.get(channel)
    held.delete(channel)
    await wait
  }

  fakeMain({
    'plans.list': () => ok([...plans.values()].map(summary)),
    'plans.get': async ({ plan: id }) => {
      const plan = plans.get(id) ?? null
      await waitFor('plans.get')
      return ok(plan)
    },
    'plans.save': ({ plan }) => {
      plans.set(plan.id, structuredClone(plan))
      changedAt.set(plan.id, ++changes)
      return ok(summary(plan))
    },
    'plans.remove': ({ plan: id }) => {
      plans.delete(id)
      return ok(null)
    },
    'files.save': (request) => {
      files.push(...request.files)
      return ok({ paths: request.files.map((file) => `/tmp/${file.name}`) })
    }
  })
  return {
    plans,
    files,
    forget: (id) => void plans.delete(id),
    holdNext(channel) {
      let release = (): void => undefined
      held.set(channel, new Promise((resolve) => (release = resolve)))
      return release
    }
  }
}
