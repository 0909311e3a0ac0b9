import type { HostSummary, IpcError } from '#shared/ipc/types.ts'

/** What is said about hosts that are there to look at. */
export function notReachable({ name, origin }: HostSummary): IpcError {
  const what = origin === 'sample' ? 'part of the sample lab' : 'an imported capture'
  return {
    kind: 'not-reachable',
    message: `${name} is ${what}: there is no machine to connect to`,
    fix: 'Add the real host with its address.'
  }
}
