import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-600.css'
import './theme/tokens.css'
import './theme/light.css'
import './theme/dark.css'
import './theme/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import { useSettingsStore } from './stores/settings.ts'

const app = createApp(App).use(createPinia()).use(router)
// The theme before the first paint: the store sets it as soon as it exists.
void useSettingsStore().refresh()
app.mount('#app')
