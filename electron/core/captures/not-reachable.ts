import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'

/** What is said about hosts that are there to look at. */
export function notReachable({ name, origin }: HostSummary): Failure {
  const what = origin === 'sample' ? 'part of the sample lab' : 'an imported capture'
  return {
    kind: 'not-reachable',
    message: `${name} is ${what}: there is no machine to connect to`,
    fix: 'Add the real host with its address.'
  }
}
