import { invoke } from '../api.ts'
import { useUiStore } from './ui.ts'

/** Saves text under a name the user may change; a failure is shown as a toast. */
export function useTextExport(): (name: string, content: string) => Promise<void> {
  const ui = useUiStore()
  return async (name, content) => {
    const answer = await invoke('files.save', { files: [{ name, content, isExecutable: false }] })
    if (!answer.ok) ui.toastError(answer.error)
    else if (answer.value !== null)
      ui.toast({ tone: 'free', text: `Saved ${name}`, detail: answer.value.paths[0] ?? '' })
  }
}
