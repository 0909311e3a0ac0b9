import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Request } from '#shared/ipc/contract.ts'
import type { IpcError } from '#shared/ipc/types.ts'
import { explainPlanFileError, parsePlanFile } from '#shared/plan/file.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { readLimited, withFile } from '../files.ts'
import { planById } from '../lab/plan-by-id.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'
import { noSuch } from './missing.ts'

const PLAN_FILE_LIMIT_BYTES = 16 * 1024 * 1024

/** Plans, and the files made of them. */
export function planHandlers(deps: HandlerDeps): HandlersOf<'plans' | 'files'> {
  const { store, dialogs, emit, now, newId } = deps
  const touched = (): void => emit('lab.changed', { hosts: [] })
  return {
    'plans.list': () => ok(store.plans.list()),
    'plans.get': ({ plan }) => planById(deps, plan),
    'plans.save': ({ plan }) => {
      const summary = store.plans.save(plan, now())
      touched()
      return ok(summary)
    },
    'plans.remove': ({ plan }) => {
      if (!store.plans.remove(plan)) return noSuch('plan', plan)
      touched()
      return ok(null)
    },
    'plans.duplicate': ({ plan: id, name }) => {
      const original = planById(deps, id)
      if (!original.ok) return original
      if (!original.value) return noSuch('plan', id)
      const copy = { ...original.value, id: newId(), name }
      store.plans.save(copy, now())
      touched()
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
      touched()
      return ok(plan)
    },
    'files.save': async ({ files }) => {
      const [single] = files
      if (files.length === 1 && single) {
        const path = await dialogs.chooseTarget({ title: 'Save', suggestion: single.name })
        return path === null ? ok(null) : writeAll([{ ...single, path }])
      }
      const names = files.map((file) => file.name.toLowerCase())
      if (new Set(names).size < names.length) {
        return err({ kind: 'same-name', message: 'Two of the files have the same name', fix: '' })
      }
      const folder = await dialogs.chooseFolder({ title: `Save ${files.length} files in` })
      if (folder === null) return ok(null)
      const placed = files.map((file) => ({ ...file, path: join(folder, file.name) }))
      const taken = placed.filter((file) => existsSync(file.path)).map((file) => file.name)
      if (taken.length > 0 && !(await dialogs.confirmReplace(taken))) return ok(null)
      return writeAll(placed)
    }
  }
}

type PlacedFile = Request<'files.save'>['files'][number] & { readonly path: string }

async function writeAll(
  files: readonly PlacedFile[]
): Promise<Result<{ readonly paths: readonly string[] }, IpcError>> {
  for (const file of files) {
    const written = await withFile(file.path, async () => {
      await writeFile(file.path, file.content)
      // A file that was there keeps its mode otherwise.
      if (file.isExecutable) await chmod(file.path, 0o755)
    })
    if (!written.ok) return written
  }
  return ok({ paths: files.map((file) => file.path) })
}
