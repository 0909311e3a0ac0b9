import { computed, ref, shallowRef } from 'vue'
import type { Values } from '#shared/calibration/parameters.ts'
import type { Published } from '#shared/simulate/what-if/published.ts'
import {
  DEFAULT_FREE_VMS,
  defaultFreeHost,
  defaultKnobs,
  type Asked,
  type FreeHost,
  type Knobs
} from '#shared/simulate/what-if/question.ts'
import { knobsOf } from './file-base-layouts.ts'
import type { ScenarioOfFile } from './opened-file.ts'
import type { Question, Subject } from './saved-question.ts'

export type QuestionState = ReturnType<typeof createQuestion>

/** What is asked: about the open plan, a host that exists only here, or a scenario out of a file. */
export function createQuestion(recalled: Question) {
  const subject = ref<Subject>(recalled.subject)
  /** Of the plan and of free scenarios; a file has its own, see `fileChanges`. */
  const ownKnobs = shallowRef<Knobs>(recalled.knobs)
  const freeHost = shallowRef<FreeHost>(recalled.freeHost)
  /** VMs of a free scenario; a plan has its own number. */
  const freeVms = ref(recalled.freeVms)
  const file = shallowRef<ScenarioOfFile | null>(null)
  /** What is asked otherwise than the file says. */
  const fileChanges = shallowRef<Asked>({})

  const fileLayout = computed(() => (file.value?.scenario.kind === 'layout' ? file.value.scenario : null))
  const ofFile = computed(() =>
    subject.value !== 'file' || fileLayout.value === null ? null : knobsOf(fileLayout.value)
  )
  /** What the fields show; of a file's functions that differ, what the first of them has. */
  const knobs = computed<Knobs>(() =>
    ofFile.value === null ? ownKnobs.value : { ...ofFile.value.knobs, ...fileChanges.value }
  )
  /** Fields for which `knobs` tells only what the first function has. */
  const mixed = computed<ReadonlySet<keyof Asked>>(
    () => new Set([...(ofFile.value?.mixed ?? [])].filter((key) => !(key in fileChanges.value)))
  )
  /** What is laid over the ground, with the number of VMs that this subject has. */
  const effective = computed<Asked>(() => {
    if (subject.value === 'file') return fileChanges.value
    return subject.value === 'free' ? { ...ownKnobs.value, vms: freeVms.value } : ownKnobs.value
  })
  /** The flow whose packet is followed: what a file asks for, else the first. */
  const followedFlow = computed(() => (subject.value === 'file' ? (file.value?.run.trace?.flow ?? 0) : 0))
  const isChanged = computed(() =>
    subject.value === 'file'
      ? Object.keys(fileChanges.value).length > 0
      : JSON.stringify([ownKnobs.value, freeHost.value, freeVms.value]) !==
        JSON.stringify([defaultKnobs, defaultFreeHost, DEFAULT_FREE_VMS])
  )

  const change = (changes: Asked): void => {
    if (subject.value === 'file') fileChanges.value = { ...fileChanges.value, ...changes }
    else ownKnobs.value = { ...ownKnobs.value, ...changes }
  }
  const changeHost = (changes: Partial<FreeHost>): void => {
    freeHost.value = { ...freeHost.value, ...changes }
  }
  /** Takes other inputs of the model for the file that is open. */
  const changeFileParameters = (next: Partial<Values>): void => {
    if (file.value !== null) file.value = { ...file.value, parameters: next }
  }
  /** Asks what the file asks, or what one begins with. Returns how to have the changes back. */
  function startOver(): () => void {
    const before = [ownKnobs.value, freeHost.value, freeVms.value, fileChanges.value] as const
    if (subject.value === 'file') fileChanges.value = {}
    else {
      ownKnobs.value = defaultKnobs
      freeHost.value = defaultFreeHost
      freeVms.value = DEFAULT_FREE_VMS
    }
    return () => {
      ;[ownKnobs.value, freeHost.value, freeVms.value, fileChanges.value] = before
    }
  }
  /** Asks about a scenario out of a file, as it stands there but for `changes`. Returns how to go back. */
  function openFile(next: ScenarioOfFile, changes: Asked): () => void {
    const before = [file.value, fileChanges.value, subject.value] as const
    file.value = next
    fileChanges.value = changes
    subject.value = 'file'
    return () => {
      ;[file.value, fileChanges.value, subject.value] = before
    }
  }
  /** Asks the question that a published measurement answers. */
  function askLike(published: Published): void {
    subject.value = 'free'
    ownKnobs.value = published.knobs
    freeHost.value = published.host
    freeVms.value = published.knobs.vms ?? 1
  }

  return {
    subject,
    ownKnobs,
    freeHost,
    freeVms,
    file,
    fileLayout,
    knobs,
    mixed,
    effective,
    followedFlow,
    isChanged,
    change,
    changeHost,
    changeFileParameters,
    startOver,
    openFile,
    askLike
  }
}
