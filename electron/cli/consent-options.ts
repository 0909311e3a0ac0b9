import { Option, type Command } from 'commander'
import { CONSENTS, CONSENT_TEXTS, type Consent } from '#shared/check/consent.ts'

/** One option for each consent, `--insist` beside them. */
export function withConsents(command: Command): Command {
  for (const consent of CONSENTS) command.addOption(optionOf(consent))
  return command.option('--insist', 'do it in spite of errors of the check, which the log then names')
}

/** The consents among the options that commander parsed. */
export const consentsOf = (options: object): readonly Consent[] => {
  const given = new Map(Object.entries(options))
  return CONSENTS.filter((consent) => given.get(optionOf(consent).attributeName()) === true)
}

const optionOf = (consent: Consent): Option => {
  const { flag, means } = CONSENT_TEXTS[consent]
  return new Option(flag, means.replace(/^./, (first) => first.toLowerCase()).replace(/\.$/, ''))
}
