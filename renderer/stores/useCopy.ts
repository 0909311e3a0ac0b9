import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { useUiStore } from './ui.ts'

/** Without the clipboard permission the page can still copy a selection; that is what this does. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('aria-hidden', 'true')
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  return done
}

/** Copies text and says so, on the screen (`isCopied`, for 1.5 s) and to screen readers. */
export function useCopy(): {
  copy: (text: string, what: string) => Promise<void>
  isCopied: Readonly<Ref<boolean>>
} {
  const ui = useUiStore()
  const isCopied = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function copy(text: string, what: string): Promise<void> {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => copyBySelection(text)
    )
    ui.announce(done ? `Copied ${what}` : `Could not copy ${what}: the system refused the clipboard`)
    isCopied.value = done
    clearTimeout(timer)
    timer = setTimeout(() => (isCopied.value = false), 1500)
  }

  onScopeDispose(() => clearTimeout(timer))
  return { copy, isCopied: readonly(isCopied) }
}
