import type { ApplyAction, ApplyRun } from '#shared/lab/run.ts'
import type { Job } from '#shared/lab/job.ts'
import type { Tone } from '../../ui/tone.ts'

/** What was asked of the host. */
export const ACTION_WORDS: Readonly<Record<ApplyAction, string>> = {
  'dry-run': 'Dry run',
  apply: 'Apply',
  verify: 'Verify',
  rollback: 'Roll back',
  'rollback-dry-run': 'Dry run of roll back'
}

/** What came of it. */
export const OUTCOMES: Readonly<Record<ApplyRun['outcome'], { readonly word: string; readonly tone: Tone }>> =
  {
    running: { word: 'running', tone: 'info' },
    'as-planned': { word: 'as planned', tone: 'free' },
    differs: { word: 'not as planned', tone: 'drift' },
    'rolled-back': { word: 'rolled back', tone: 'neutral' },
    refused: { word: 'refused', tone: 'refused' },
    failed: { word: 'failed', tone: 'refused' },
    'half-way': { word: 'left half way', tone: 'refused' },
    cancelled: { word: 'cancelled', tone: 'warning' },
    'dry-run': { word: 'rehearsed', tone: 'neutral' }
  }

/** Whether a job is one of Provision's. */
export const isApplyJob = (job: Job): boolean => job.kind !== 'scan'

/** "1 min 12 s" between two instants, ISO 8601. */
export function duration(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
