import { CONSENT_TEXTS, type Consent } from '#shared/check/consent.ts'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { HostKeyQuestion } from '#shared/lab/host.ts'
import type { Question } from './dialogs.ts'

/**
 * The questions that the main process asks by itself, in its own words: a page that was taken over could show one
 * thing and ask for another. Text of hosts and of the page is only ever a value in them, on one line.
 */

/** Control characters would break the line, and with it what belongs to which value. */
const line = (text: string): string =>
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ').slice(0, 200)

const place = ({ user, address, port }: HostConnection): string => `${user}@${address} port ${port}`

/** First contact: from now on this key is the host. */
export const trustQuestion = (asked: HostKeyQuestion): Question => ({
  message: `Trust this key for ${line(asked.address)}?`,
  detail: `Host: ${line(asked.hostName)}\nKey: ${line(asked.algorithm)}\nFingerprint: ${line(asked.fingerprint)}\n\nPasswords and scripts go to whoever holds this key. Trust it only if the fingerprint is the one that the host shows itself.`,
  act: 'Trust this key'
})

/** The host of stored secrets was given another address, port or user. */
export const moveSecretsQuestion = (name: string, from: HostConnection, to: HostConnection): Question => ({
  message: `Use the stored passwords of ${line(name)} at its new address?`,
  detail: `They were entered for ${place(from)}.\nThe host is now ${place(to)}.\n\nIf you did not change the address yourself, forget them.`,
  act: 'Use them there',
  cancel: 'Forget them'
})

/** What is about to change a host. */
export interface ChangeFacts {
  readonly action: 'apply' | 'rollback'
  readonly planName: string
  readonly hostName: string
  readonly connection: HostConnection
  readonly consents: readonly Consent[]
  readonly insist: boolean
}

/** An apply or roll back is about to begin. */
export function changeQuestion({
  action,
  planName,
  hostName,
  connection,
  consents,
  insist
}: ChangeFacts): Question {
  const verb = action === 'apply' ? 'Apply' : 'Roll back'
  const costs = [
    ...consents.map((consent) => `Allowed: ${CONSENT_TEXTS[consent].label}.`),
    ...(insist ? ['Errors of the check are overridden.'] : [])
  ]
  return {
    message: `${verb} "${line(planName)}" ${action === 'apply' ? 'to' : 'on'} ${line(hostName)}?`,
    detail: [`This changes ${place(connection)} as root.`, ...costs].join('\n'),
    act: verb
  }
}
