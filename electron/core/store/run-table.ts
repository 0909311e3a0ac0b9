import type { ApplyRun } from '#shared/lab/run.ts'
import type { Database } from './database.ts'

/** Characters of log kept for one run: a run of 256 VFs writes about 100,000. */
export const RUN_LOG_LIMIT = 1_000_000

const COLUMNS = `id, host, host_name AS hostName, plan AS planId, plan_name AS planName, action,
  started_at AS startedAt, ended_at AS endedAt, outcome`

/** The audit: every apply, verify, rollback and dry run, newest first. */
export function runTable(database: Database) {
  return {
    /** Without their logs, which can be long. */
    list: (limit = 200): readonly ApplyRun[] =>
      database.all<ApplyRun>(
        `SELECT ${COLUMNS}, '' AS log FROM apply_runs ORDER BY started_at DESC, id LIMIT ${limit}`
      ),

    get: (id: string): ApplyRun | null =>
      database.one<ApplyRun>(`SELECT ${COLUMNS}, log FROM apply_runs WHERE id = ?`, id),

    /** Written before anything happens on the host, so that a crash leaves a trace. */
    start: (run: ApplyRun, pid: number): void =>
      void database.run(
        `INSERT INTO apply_runs
           (id, host, host_name, plan, plan_name, action, started_at, ended_at, outcome, log, process)
         VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 'running', ?, ?)`,
        run.id,
        run.host,
        run.hostName,
        run.planId,
        run.planName,
        run.action,
        run.startedAt,
        run.log,
        pid
      ),

    end: (id: string, end: Pick<ApplyRun, 'outcome' | 'log'> & { readonly endedAt: string }): void =>
      void database.run(
        'UPDATE apply_runs SET outcome = ?, log = ?, ended_at = ? WHERE id = ?',
        end.outcome,
        end.log.length > RUN_LOG_LIMIT ? `${end.log.slice(0, RUN_LOG_LIMIT)}\n[log cut here]` : end.log,
        end.endedAt,
        id
      ),

    /** Ends the runs whose process is gone: what became of the host is not known, and the audit says so. */
    endOrphans(isAlive: (pid: number) => boolean, endedAt: string): number {
      const running = database.all<{ id: string; process: number }>(
        "SELECT id, process FROM apply_runs WHERE outcome = 'running'"
      )
      const orphans = running.filter((run) => !isAlive(run.process))
      for (const run of orphans) {
        database.run(
          "UPDATE apply_runs SET outcome = 'failed', ended_at = ?, log = log || ? WHERE id = ?",
          endedAt,
          '\nVF Lab ended during this run. Scan the host to see its state; roll back if it is not as it should be.\n',
          run.id
        )
      }
      return orphans.length
    }
  }
}
