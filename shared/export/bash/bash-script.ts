import { shellSettings } from './library/settings.ts'
import { scriptLibrary } from './script-library.ts'
import { describeStep } from '../../provision/describe-step.ts'
import { shellComment, shellQuote } from './shell-quote.ts'
import { shellVerb } from './shell-verbs.ts'
import type { CompiledHost, ExportedFile, FunctionIdentity, Step } from '../../provision/types.ts'

const call = (...words: readonly string[]): string => words.map(shellQuote).join(' ')

/**
 * The script that brings a host to its plan: a constant library of verbs, and the plan as calls of them with every
 * datum quoted. It applies by default, and knows `--dry-run`, `--verify`, `--rollback` (also with `--dry-run`), `--show`,
 * `--help` and one option for each consent; its last line is `result WORD changed=N different=N`. Runs with bash 4.4 or
 * later, GNU coreutils, findutils and iproute2; nothing else.
 */
export function bashScript(compiled: CompiledHost): ExportedFile {
  const content = [
    header(compiled),
    shellSettings,
    planSection(compiled),
    scriptLibrary,
    // Read as one command, so that a script that comes over stdin is whole before it runs.
    '{ main "$@"; exit "$?"; }\n'
  ].join('\n')
  return { name: `vflab-${compiled.slug}.sh`, content, isExecutable: true, losses: compiled.notes }
}

function header(compiled: CompiledHost): string {
  return [
    '#!/usr/bin/env bash',
    `# Made by VF Lab from the plan "${shellComment(compiled.planName)}" for the host "${shellComment(compiled.hostname)}".`,
    '# Run it as root on that host; --help tells what it can do. It may be run again at any time: what is as',
    '# planned is left alone. --rollback returns to what was found before the first change.',
    '# Nothing of it outlives a reboot: VFs, their settings and drivers are gone then, and this is to be run again.',
    ...compiled.overridden.map(
      (message) => `# Made in spite of an error of the check: ${shellComment(message)}`
    ),
    ...compiled.notes.map((note) => `# Note: ${shellComment(note)}`),
    ''
  ].join('\n')
}

/** The plan as data. Nothing outside this section depends on it. */
function planSection(compiled: CompiledHost): string {
  const { identities, steps } = compiled
  const pfs = new Set(steps.flatMap((step) => ('pf' in step ? [step.pf] : [])))
  const functions = steps.flatMap((step) => (step.kind === 'bind-function' ? [step.address] : []))
  return [
    '# ---- The plan. Every value is quoted; nothing below this section depends on it. ----',
    '',
    // For people to read: without what could steer their terminal.
    `readonly PLAN_NAME=${shellQuote(shellComment(compiled.planName))}`,
    `readonly HOST_NAME=${shellQuote(shellComment(compiled.hostname))}`,
    `readonly MACHINE_ID=${shellQuote(compiled.machineId ?? '-')}`,
    `readonly SLUG=${shellQuote(compiled.slug)}`,
    `STEP_COUNT=${steps.length}`,
    '# Devices whose state is saved before the first change.',
    `readonly PFS=(${[...pfs].map(shellQuote).join(' ')})`,
    `readonly FUNCTIONS=(${functions.map(shellQuote).join(' ')})`,
    '',
    'plan_identities() { # address, ids, driver, VFs wanted, needs an IOMMU group, an interface; MAC, serial, slot',
    ...body(identities.map((identity) => `  expect ${identityWords(identity)}`)),
    '}',
    '',
    'plan_steps() { # description, verb, its arguments',
    ...body(steps.map((step) => `  step ${stepWords(step)}`)),
    '}',
    ''
  ].join('\n')
}

/** A function of the shell needs at least one command. */
const body = (lines: readonly string[]): readonly string[] => (lines.length > 0 ? lines : ['  :'])

function identityWords(identity: FunctionIdentity): string {
  return call(
    identity.address,
    identity.ids,
    identity.driver ?? '-',
    identity.numVfs === null ? '-' : `${identity.numVfs}`,
    identity.needsIommu ? 'iommu' : '-',
    identity.needsInterface ? 'interface' : '-',
    identity.card.mac ?? '-',
    identity.card.serial ?? '-',
    identity.card.slot ?? '-'
  )
}

function stepWords(step: Step): string {
  const { verb, words } = shellVerb(step)
  return `${shellQuote(describeStep(step))} ${verb} ${call(...words)}`
}
