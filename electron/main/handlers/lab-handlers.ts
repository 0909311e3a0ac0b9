import { err, ok } from '#shared/result.ts'
import { notReachable } from '../../core/captures/not-reachable.ts'
import { trustQuestion } from '../dialogs/questions.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'
import { noSuch } from './missing.ts'

/** What was read of the hosts, and reading them. */
export function labHandlers(deps: HandlerDeps): HandlersOf<'inventory' | 'scan' | 'jobs' | 'host-keys'> {
  const { store, jobs, questions } = deps
  return {
    // The parsers come with the first inventory: the first paint needs only the list.
    'inventory.get': async ({ host }) => {
      const { inventoryOf } = await import('../../core/captures/captures.ts')
      return ok(inventoryOf(deps, host))
    },
    'inventory.captures': ({ host }) => ok(store.captures.list(host)),
    'inventory.drift': async ({ host, since }) => {
      const { captureDrift } = await import('../../core/captures/capture-drift.ts')
      return captureDrift(deps, host, since)
    },
    'inventory.search': async ({ text }) => {
      const { searchLab } = await import('../../core/captures/search-lab.ts')
      return ok(searchLab(deps, text))
    },
    'scan.start': async ({ hosts: ids }) => {
      const hosts = [...new Set(ids)].flatMap((id) => store.hosts.get(id) ?? [])
      const [first] = hosts
      if (!first) return noSuch('host', ids[0] ?? '')
      const reachable = hosts.filter((host) => host.connection !== null)
      if (reachable.length === 0) return err(notReachable(first))
      const { scanHosts } = await import('../../core/scan/scan-hosts.ts')
      const title = reachable.length === 1 ? `Scan ${first.name}` : `Scan ${reachable.length} hosts`
      const start = {
        kind: 'scan' as const,
        title,
        hosts: reachable.map((host) => host.id),
        total: reachable.length
      }
      return ok(jobs.start(start, scanHosts(deps, deps.reach, reachable)))
    },
    'jobs.list': () => ok(jobs.list()),
    'jobs.log': ({ job }) => {
      const log = jobs.log(job)
      return log ? ok(log) : noSuch('job', job)
    },
    'jobs.cancel': ({ job }) => (jobs.cancel(job) ? ok(null) : noSuch('job', job)),
    'host-keys.open': () => ok(questions.open()),
    'host-keys.answer': async ({ question, trust }) => {
      const asked = questions.open().find(({ id }) => id === question)
      if (!asked) return noSuch('question', question)
      // The page shows what to compare; only the user can say that it matches.
      const isTrusted = trust && (await deps.dialogs.confirm(trustQuestion(asked)))
      return questions.answer(question, isTrusted) ? ok(null) : noSuch('question', question)
    }
  }
}
