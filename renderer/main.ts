import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-600.css'
import './ui/theme/tokens.css'
import './ui/theme/light.css'
import './ui/theme/dark.css'
import './ui/theme/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router.ts'
import { useSettingsStore } from './stores/settings.ts'

const app = createApp(App).use(createPinia()).use(router)
// The theme before the first paint: the store sets it as soon as it exists.
void useSettingsStore().refresh()
app.mount('#app')
