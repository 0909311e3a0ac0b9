import { readonly, ref, type Ref } from 'vue'
import type { Values } from '#shared/calibration/parameters.ts'
import type { Failure } from '#shared/failure.ts'
import { invoke } from '../../api.ts'
import { useTextExport } from '../../stores/useTextExport.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'
import { useMeasuredStore } from './measured-store.ts'
import { readOpened, type Opened, type OpenProblem } from './opened-file.ts'
import { usePresetsStore } from '../../stores/presets.ts'
import { savedPreset } from './saved-files.ts'
import { useWhatIfStore } from './what-if-store.ts'

/** A file that was chosen or dropped. */
interface TextFile {
  readonly name: string
  readonly text: string
}

/** Dropped files may not be larger; the main process has the same limit for chosen ones. */
const DROPPED_LIMIT_BYTES = 16 * 1024 * 1024

/** Why files were not opened; shown until it is closed. One for the window. */
const problems = ref<readonly OpenProblem[]>([])

/** Opening files in What-if and keeping presets: what goes in, what it does, and how to take it back. */
export function useWhatIfFiles(): {
  readonly problems: Readonly<Ref<readonly OpenProblem[]>>
  readonly closeProblems: () => void
  readonly open: () => Promise<void>
  readonly drop: (files: readonly File[]) => Promise<void>
  readonly keepPreset: (title: string, parameters: Partial<Values>) => Promise<void>
  readonly removePreset: () => Promise<void>
  readonly savePreset: () => Promise<void>
} {
  const store = useWhatIfStore()
  const measured = useMeasuredStore()
  const presets = usePresetsStore()
  const plans = usePlanStore()
  const ui = useUiStore()
  const saveText = useTextExport()

  async function open(): Promise<void> {
    const answer = await invoke('files.open-for-what-if')
    if (!answer.ok) ui.toastError(answer.error)
    else if (answer.value !== null) await take(answer.value)
  }

  async function drop(files: readonly File[]): Promise<void> {
    const small = files.filter(({ size }) => size <= DROPPED_LIMIT_BYTES)
    const tooLarge = files
      .filter((file) => !small.includes(file))
      .map(({ name, size }) => ({
        name,
        message: `It has ${Math.round(size / 2 ** 20)} MiB, the limit is ${DROPPED_LIMIT_BYTES / 2 ** 20} MiB.`,
        bad: []
      }))
    await take(await Promise.all(small.map(async (file) => ({ name: file.name, text: await file.text() }))))
    problems.value = [...problems.value, ...tooLarge]
  }

  /** Opens what can be opened; the rest is told, and changes nothing. */
  async function take(files: readonly TextFile[]): Promise<void> {
    problems.value = []
    for (const { name, text } of files) {
      const read = readOpened(name, text)
      if (!read.ok) problems.value = [...problems.value, read.error]
      else await use(read.value)
    }
  }

  async function use(opened: Opened): Promise<void> {
    switch (opened.kind) {
      case 'scenario': {
        const back = store.askFile(opened)
        ui.toast({ tone: 'info', text: `Opened ${opened.name}`, action: { label: 'Go back', run: back } })
        return
      }
      case 'preset':
        if (hasNobody()) problems.value = [...problems.value, nobody(opened.name)]
        else await keepPreset(opened.name, opened.parameters)
        return
      case 'measured':
        if (!measured.add(opened.name, opened.results)) {
          problems.value = [...problems.value, nobody(opened.name)]
          return
        }
        store.tab = 'compare'
        ui.announce(`${opened.name} is laid beside the prediction`)
    }
  }

  /** The plan without a host has nobody whose preset or measurement it could be. */
  const hasNobody = (): boolean => store.subject === 'plan' && plans.host === null
  const nobody = (name: string): OpenProblem => ({
    name,
    message:
      'There is nothing to lay it beside yet. Choose a host of the plan, use a free scenario, or open a scenario file, and open it again.',
    bad: []
  })

  async function keepPreset(title: string, parameters: Partial<Values>): Promise<void> {
    const before = store.parameters
    if (store.subject === 'file') {
      store.changeFileParameters(parameters)
      said(`Inputs of ${store.presetOwner} changed`, () => store.changeFileParameters(before))
      return
    }
    const host = store.presetHost
    const previous = presets.of(host)
    const failed = await presets.keep(host, title, parameters)
    if (failed) return refused(failed)
    said(`Preset kept for ${store.presetOwner}`, () => putBack(host, previous))
  }

  async function removePreset(): Promise<void> {
    if (store.subject === 'file') return keepPreset('', {})
    const host = store.presetHost
    const previous = presets.of(host)
    const failed = await presets.remove(host)
    if (failed) return refused(failed)
    said(`Preset of ${store.presetOwner} removed`, () => putBack(host, previous))
  }

  function putBack(host: string | null, previous: ReturnType<typeof presets.of>): void {
    const change =
      previous === null ? presets.remove(host) : presets.keep(host, previous.title, previous.parameters)
    void change.then((failed) => failed && refused(failed))
  }
  const said = (text: string, undo: () => void): void =>
    void ui.toast({ tone: 'info', text, action: { label: 'Undo', run: undo } })
  const refused = (error: Failure): void => void ui.toastError(error)

  async function savePreset(): Promise<void> {
    const { name, content } = savedPreset(store.presetOwner, store.parameters)
    await saveText(name, content)
  }

  const closeProblems = (): void => {
    problems.value = []
  }
  return { problems: readonly(problems), closeProblems, open, drop, keepPreset, removePreset, savePreset }
}
