import * as v from 'valibot'
import { APPLY_ACTIONS, RUN_OUTCOMES, type ApplyRun } from '#shared/lab/run.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { ProcessMark } from '../process-mark.ts'
import type { Database } from './database.ts'

const COLUMNS = `id, host, host_name AS hostName, plan AS planId, plan_name AS planName, action,
  started_at AS startedAt, ended_at AS endedAt, outcome`

/** What the log of a run ends with when its VF Lab was killed. */
const ORPHANED =
  'VF Lab ended during this run. What was done until then is still there: apply again to go on, or roll back.\n'

interface Row extends Omit<ApplyRun, 'action' | 'outcome'> {
  readonly action: string
  readonly outcome: string
}

/** The audit: every apply, verify, rollback and dry run, newest first. */
export function runTable(database: Database) {
  const append = (run: string, lines: string): void =>
    void database.run('INSERT INTO run_lines (run, lines) VALUES (?, ?)', run, lines)

  /** Ends runs whose process is gone. A dry run or verify has changed nothing; what others left is not known. */
  const endOrphans = (isAlive: (process: ProcessMark) => boolean, endedAt: string): number => {
    const running = database.all<{ id: string; action: string; pid: number; started: string | null }>(
      "SELECT id, action, process AS pid, process_started AS started FROM apply_runs WHERE outcome = 'running'"
    )
    const orphans = running.filter((run) => !isAlive(run))
    for (const { id, action } of orphans) {
      database.run(
        'UPDATE apply_runs SET outcome = ?, ended_at = ? WHERE id = ?',
        action === 'apply' || action === 'rollback' ? 'half-way' : 'failed',
        endedAt,
        id
      )
      append(id, ORPHANED)
    }
    return orphans.length
  }

  return {
    endOrphans,

    /** Without their logs, which can be long. */
    list: (limit = 200): readonly ApplyRun[] =>
      database
        .all<Row>(`SELECT ${COLUMNS}, '' AS log FROM apply_runs ORDER BY started_at DESC, id LIMIT ${limit}`)
        .map(asRun),

    get(id: string): ApplyRun | null {
      const row = database.one<Row>(`SELECT ${COLUMNS}, log FROM apply_runs WHERE id = ?`, id)
      if (row === null) return null
      const more = database.all<{ lines: string }>(
        'SELECT lines FROM run_lines WHERE run = ? ORDER BY rowid',
        id
      )
      return asRun({ ...row, log: row.log + more.map(({ lines }) => lines).join('') })
    },

    /**
     * Writes a run down before anything happens on the host, so that a crash leaves a trace. Refused with the run that
     * is in the way where another process or window works on the same host: two scripts on one host at the same time
     * would take each other's VFs away.
     */
    claim: (
      run: ApplyRun,
      process: ProcessMark,
      isAlive: (process: ProcessMark) => boolean
    ): Result<null, ApplyRun> =>
      database.transaction(() => {
        endOrphans(isAlive, run.startedAt)
        const busy = database.one<Row>(
          `SELECT ${COLUMNS}, '' AS log FROM apply_runs WHERE outcome = 'running' AND host = ?`,
          run.host
        )
        if (busy) return err(asRun(busy))
        database.run(
          `INSERT INTO apply_runs
             (id, host, host_name, plan, plan_name, action, started_at, ended_at, outcome, log, process, process_started)
           VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 'running', '', ?, ?)`,
          run.id,
          run.host,
          run.hostName,
          run.planId,
          run.planName,
          run.action,
          run.startedAt,
          process.pid,
          process.started
        )
        return ok(null)
      }),

    append,

    end: (id: string, outcome: ApplyRun['outcome'], endedAt: string): void =>
      void database.run('UPDATE apply_runs SET outcome = ?, ended_at = ? WHERE id = ?', outcome, endedAt, id)
  }
}

/** Words of a newer version are shown as a failure: the log says more. */
const asRun = (row: Row): ApplyRun => ({
  ...row,
  action: v.is(v.picklist(APPLY_ACTIONS), row.action) ? row.action : 'apply',
  outcome: v.is(v.picklist(RUN_OUTCOMES), row.outcome) ? row.outcome : 'failed'
})
