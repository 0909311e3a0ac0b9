import { Cpu, Server } from '@lucide/vue'
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type Component,
  type ComputedRef,
  type Ref
} from 'vue'
import { useRouter } from 'vue-router'
import type { SearchHit } from '#shared/lab/search-hit.ts'
import { invoke } from '../api.ts'
import type { Command } from '../stores/commands/command.ts'
import { commands, runCommand } from '../stores/commands/registry.ts'
import { rankCommands } from './rank-commands.ts'

/** Something that the palette leads to: a host, a device or an action. */
export interface PaletteLine {
  readonly key: string
  /** Heading under which it stands; lines of one group follow each other. */
  readonly group: string
  readonly title: string
  readonly detail: string
  readonly icon: Component | undefined
  readonly keys: string | undefined
  readonly isMono: boolean
  /** null = it can be done now. */
  readonly disabledReason: string | null
  readonly run: () => void
}

/** What the palette searches for, and what it found. */
export interface PaletteLines {
  readonly text: Ref<string>
  /** Hosts and devices first, then actions by how well they match. */
  readonly lines: ComputedRef<readonly PaletteLine[]>
  /** Begins anew, without text. */
  clear(): void
}

/** Devices are searched for once typing pauses this long. */
const SEARCH_DELAY_MS = 90
/** One letter would find half the lab. */
const LEAST_LETTERS = 2
const MOST_HITS = 40

const reasonOf = (command: Command): string | null => command.disabledReason?.() ?? null

/** Finds hosts and devices through the main process, and actions among the commands that are registered. */
export function usePaletteLines(): PaletteLines {
  const router = useRouter()
  const text = ref('')
  const hits = shallowRef<readonly SearchHit[]>([])
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const hitLine = (hit: SearchHit): PaletteLine => ({
    key: `${hit.host}/${hit.address ?? ''}`,
    group: hit.address === null ? 'Hosts' : hit.hostName,
    title: hit.label,
    detail: hit.detail,
    icon: hit.address === null ? Server : Cpu,
    keys: undefined,
    isMono: hit.address !== null,
    disabledReason: null,
    run: () =>
      void router.push({
        name: 'lab',
        params: { host: hit.host },
        query: hit.address === null ? {} : { function: hit.address, tab: 'devices' }
      })
  })
  const commandLine = (command: Command): PaletteLine => ({
    key: command.id,
    group: command.group,
    title: command.title,
    detail: '',
    icon: command.icon,
    keys: command.keys?.[0],
    isMono: false,
    disabledReason: reasonOf(command),
    run: () => void runCommand(command)
  })

  /** What cannot be done now is only there when it is looked for, with the reason. */
  const offered = computed(() => {
    const ranked = rankCommands(commands.value, text.value)
    return [
      ...ranked.filter((command) => reasonOf(command) === null),
      ...(text.value.trim() === '' ? [] : ranked.filter((command) => reasonOf(command) !== null))
    ]
  })
  const lines = computed(() => [...hits.value.map(hitLine), ...offered.value.map(commandLine)])

  watch(text, (now) => {
    clearTimeout(timer)
    const mine = ++asked
    const words = now.trim()
    if (words.length < LEAST_LETTERS) {
      hits.value = []
      return
    }
    timer = setTimeout(async () => {
      const answer = await invoke('inventory.search', { text: words })
      // A slow answer to an earlier question must not replace a newer one.
      if (mine === asked) hits.value = answer.ok ? answer.value.slice(0, MOST_HITS) : []
    }, SEARCH_DELAY_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  function clear(): void {
    text.value = ''
    hits.value = []
  }
  return { text, lines, clear }
}
