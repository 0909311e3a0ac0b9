import { basename } from 'node:path'
import { explainPlanFileError, parsePlanFile } from '#shared/plan/file.ts'
import { err, ok } from '#shared/result.ts'
import { readLimited } from '../../core/files.ts'
import { planById } from '../../core/captures/plan-by-id.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'
import { noSuch } from './missing.ts'

const PLAN_FILE_LIMIT_BYTES = 16 * 1024 * 1024

/** Plans. */
export function planHandlers(deps: HandlerDeps): HandlersOf<'plans'> {
  const { store, dialogs, emit, now, newId } = deps
  const listChanged = (): void => emit('plans.changed', null)
  return {
    'plans.list': () => ok(store.plans.list()),
    'plans.get': ({ plan }) => planById(deps, plan),
    'plans.save': ({ plan }) => ok(store.plans.save(plan, now())),
    'plans.remove': ({ plan }) => {
      if (!store.plans.remove(plan)) return noSuch('plan', plan)
      listChanged()
      return ok(null)
    },
    'plans.duplicate': ({ plan: id, name }) => {
      const original = planById(deps, id)
      if (!original.ok) return original
      if (!original.value) return noSuch('plan', id)
      const copy = { ...original.value, id: newId(), name }
      store.plans.save(copy, now())
      listChanged()
      return ok(copy)
    },
    'plans.import-file': async () => {
      const [path] = await dialogs.chooseFiles({
        title: 'Import a plan',
        filters: [
          { name: 'VF Lab plans', extensions: ['json'] },
          { name: 'All files', extensions: ['*'] }
        ],
        isMultiple: false
      })
      if (path === undefined) return ok(null)
      const bytes = await readLimited(path, PLAN_FILE_LIMIT_BYTES)
      if (!bytes.ok) return bytes
      const parsed = parsePlanFile(bytes.value.toString('utf8'))
      if (!parsed.ok) {
        const message = `${basename(path)}: ${explainPlanFileError(parsed.error)}`
        return err({ kind: parsed.error.kind, message, fix: 'Correct the file or choose another one.' })
      }
      // A plan that is here already is never replaced by a file.
      const plan = store.plans.get(parsed.value.id) ? { ...parsed.value, id: newId() } : parsed.value
      store.plans.save(plan, now())
      listChanged()
      return ok(plan)
    }
  }
}
