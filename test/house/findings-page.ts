/** docs/findings.md: what every rule of the check says, made by the rules themselves. */
import { readFileSync } from 'node:fs'
import { checkPlan } from '../../shared/check/check-plan.ts'
import { CONSENT_TEXTS, CONSENTS } from '../../shared/check/consent.ts'
import type { RuleExample } from '../../shared/check/test-example.ts'
import { EXAMPLES } from '../../shared/check/test-examples.ts'
import type { Blocks, Finding } from '../../shared/check/types.ts'

const INTRO = `# Findings

What VF Lab says about a plan, rule by rule, in the order in which findings about one thing are listed. The messages on
this page were made by the rules, on hosts made up for it; \`test/house/findings.test.ts\` fails when it no longer
agrees with them.

The check is the only judge: a drop, the steps, every exported file and every apply go by the same findings. It judges
what was read. The script judges once more on the host, right before it writes, and there nothing can be insisted on:
what carries an SSH session or the default route, a drive that is mounted or built upon, and a function that a VM or
program has open is never taken.

| a finding blocks | what that means |
| --- | --- |
| nothing | it works, with a cost, or is worth knowing |
| until agreed to | files are written; an apply, and the script itself, need this one consent |
| unless insisted on | neither files nor an apply, unless you insist (\`--insist\`); files and logs then name it |
| always | no yes helps: it cannot be put into steps, cuts the connection to the host, or takes a mounted drive |

One consent never covers the loss of another:

| consent | option | what may be lost |
| --- | --- | --- |
${CONSENTS.map((consent) => {
  const { label, flag, means } = CONSENT_TEXTS[consent]
  return `| ${label} | \`${flag}\` | ${means} |`
}).join('\n')}

Only the script asks for \`${CONSENT_TEXTS['change-running-vms'].flag}\`: it sees on the host which VM runs now.`

/** The page in Markdown, not yet in the house's format; `rules` are names of rules in their order. */
export const findingsPage = (rules: readonly string[]): string =>
  `${[INTRO, ...rules.map(section)].join('\n\n')}\n`

function section(rule: string): string {
  const findings = (EXAMPLES[rule] ?? []).flatMap((example) => foundBy(rule, example))
  const distinct = [...new Map(findings.map((one) => [one.message, one])).values()]
  return [`## ${rule}`, purpose(rule), ...distinct.map(entry)].join('\n\n')
}

/** What a rule finds in an example. */
export const foundBy = (rule: string, { plan, hosts }: RuleExample): readonly Finding[] =>
  checkPlan({ plan, hosts: new Map(hosts.map((host) => [host.id, host])) }).filter((one) => one.rule === rule)

const entry = (finding: Finding): string =>
  [
    `> ${escaped(finding.message)}`,
    [
      `- **${finding.severity}**; blocks ${blocking(finding.blocks)}`,
      ...(finding.why === '' ? [] : [`- Why: ${escaped(finding.why)}`]),
      ...(finding.fixes.length === 0 ? [] : [`- What to do: ${finding.fixes.map(mending).join('; ')}`])
    ].join('\n')
  ].join('\n\n')

const mending = ({ label, apply }: Finding['fixes'][number]): string =>
  apply ? `${escaped(label)} (_a button_)` : escaped(label)

function blocking(blocks: Blocks): string {
  switch (blocks.kind) {
    case 'nothing':
      return 'nothing'
    case 'consent':
      return `until agreed to: \`${CONSENT_TEXTS[blocks.consent].flag}\``
    case 'unless-insisted':
      return 'unless insisted on'
    case 'always':
      return 'always'
  }
}

/** The docstring of the rule, as text. */
function purpose(rule: string): string {
  const source = readFileSync(`shared/check/rules/${rule}.ts`, 'utf8')
  const docstring = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:const|function) /.exec(source)?.[1] ?? ''
  return docstring
    .split('\n')
    .map((line) => line.replace(/^ \*/, '').trim())
    .join(' ')
    .trim()
}

/** Messages are plain text: what Markdown would read as emphasis or markup stays as it is. */
const escaped = (text: string): string => text.replace(/[*<]/g, (mark) => `\\${mark}`)
