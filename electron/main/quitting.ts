import { app, dialog } from 'electron'
import type { JobRegistry } from '../core/jobs/job-registry.ts'

/** Longest wait for jobs that were told to end, in milliseconds. */
const PATIENCE_MS = 8000

/**
 * Lets running work end before the app does. Who quits in the middle of an apply is asked first: the host would be
 * left half way.
 */
export function endJobsBeforeQuit(jobs: JobRegistry, close: () => void): void {
  let isLeaving = false
  app.on('before-quit', (event) => {
    const running = jobs.list().filter((job) => job.state === 'running')
    if (isLeaving || running.length === 0) return
    event.preventDefault()
    const changing = running.filter((job) => job.kind === 'apply' || job.kind === 'rollback')
    if (changing.length > 0 && !isQuittingWanted(changing.map((job) => job.title))) return
    isLeaving = true
    for (const job of running) jobs.cancel(job.id)
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
    void Promise.race([jobs.idle(), patience]).then(() => app.quit())
  })
  // After the windows are closed: they store where they were.
  app.on('will-quit', close)
}

function isQuittingWanted(titles: readonly string[]): boolean {
  const choice = dialog.showMessageBoxSync({
    type: 'warning',
    message: 'A host is being changed',
    detail: `${titles.join('\n')}\n\nQuitting stops it half way. What was done so far stays and can be rolled back.`,
    buttons: ['Keep running', 'Stop it and quit'],
    defaultId: 0,
    cancelId: 0
  })
  return choice === 1
}
