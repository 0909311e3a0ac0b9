import { CircleHelp, Moon, Search, Sun } from '@lucide/vue'
import { useRouter } from 'vue-router'
import { places } from './router.ts'
import { placeTarget } from './last-shown.ts'
import { placeIcons } from './place-icons.ts'
import { useSettingsStore } from '../stores/settings.ts'
import { useUiStore } from '../stores/ui.ts'
import { useCommands } from '../stores/commands/registry.ts'

/** What can be done everywhere: go to a place, find, get help, change the theme. */
export function useWindowCommands(): void {
  const router = useRouter()
  const ui = useUiStore()
  const settings = useSettingsStore()

  useCommands([
    {
      id: 'window.palette',
      title: 'Find a device or an action',
      group: 'Window',
      icon: Search,
      keys: ['Mod+K', 'Mod+Shift+P'],
      worksInText: true,
      run: () => (ui.isPaletteOpen = true)
    },
    ...places.map((place, index) => ({
      id: `window.go-${place.name}`,
      title: `Go to ${place.title}`,
      group: 'Window',
      icon: placeIcons[place.name],
      keys: [`Mod+${index + 1}`, `G ${place.letter}`],
      run: () => void router.push(placeTarget(place.name, router.currentRoute.value.name))
    })),
    {
      id: 'window.theme-dark',
      title: 'Use the dark theme',
      group: 'Window',
      icon: Moon,
      run: () => void settings.change({ theme: 'dark' })
    },
    {
      id: 'window.theme-light',
      title: 'Use the light theme',
      group: 'Window',
      icon: Sun,
      run: () => void settings.change({ theme: 'light' })
    },
    {
      id: 'window.shortcuts',
      title: 'Show keyboard shortcuts',
      group: 'Window',
      icon: CircleHelp,
      keys: ['?'],
      run: () => (ui.isShortcutHelpOpen = true)
    }
  ])
}
