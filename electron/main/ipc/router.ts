import { stackOf } from '../../core/stack-of.ts'
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import * as v from 'valibot'
import { channelNames } from '#shared/ipc/channels.ts'
import { contract, type ChannelName, type Handlers } from '#shared/ipc/contract.ts'
import type { Failure } from '#shared/failure.ts'
import { brokenMachine } from '../../core/broken-machine.ts'
import { err, type Result } from '#shared/result.ts'

/** What the router needs beside the handlers. */
export interface RouterOptions {
  /** Whether the frame that sent the request is our own page. */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean
  /** Where bugs are written down: one line, with the channel first. */
  readonly logBug: (line: string) => void
}

/** Answers every channel of the contract. The one place where sender and request are checked. */
export function serveContract(
  ipc: Pick<IpcMain, 'handle'>,
  handlers: Handlers,
  options: RouterOptions
): void {
  for (const channel of channelNames) {
    ipc.handle(channel, (event, request: unknown) => answer(channel, event, request, handlers, options))
  }
}

async function answer(
  channel: ChannelName,
  event: IpcMainInvokeEvent,
  raw: unknown,
  handlers: Handlers,
  options: RouterOptions
): Promise<Result<unknown, Failure>> {
  if (!options.isTrusted(event)) {
    options.logBug(`${channel}: refused a request from ${event.senderFrame?.url ?? 'a frame that is gone'}`)
    return err({ kind: 'refused-sender', message: `${channel}: this page may not ask VF Lab`, fix: '' })
  }
  const request = v.safeParse(contract[channel].request, raw)
  if (!request.success) {
    return err({ kind: 'bad-request', message: `${channel}: ${describeIssues(request.issues)}`, fix: '' })
  }
  try {
    // The table of handlers has the right type for each channel; TypeScript cannot follow it through a variable.
    const handler = handlers[channel] as (request: unknown) => Promise<Result<unknown, Failure>>
    return await handler(request.output)
  } catch (error) {
    const text = stackOf(error)
    options.logBug(`${channel}: ${text}`)
    const known = brokenMachine(error)
    if (known) return err(known)
    return err({
      kind: 'bug',
      message: `${channel} failed in an unexpected way: ${error instanceof Error ? error.message : String(error)}`,
      fix: 'This is a bug in VF Lab. Nothing was saved by this action; please report it with the log.'
    })
  }
}

/** For example "connection.port: Invalid value: Expected <=65535 but received 70000". Never more than a few lines. */
function describeIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  const shown = issues.slice(0, 3).map((issue) => {
    const path = v.getDotPath(issue)
    return path === null ? issue.message : `${path}: ${issue.message}`
  })
  const rest = issues.length - shown.length
  return shown.join('; ') + (rest > 0 ? `; and ${rest} more` : '')
}
