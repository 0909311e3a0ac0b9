/** `npm run dev`: the app with hot reload. electron-vite does not look for an Electron by itself, so it is told. */
import { installPackages } from './packages.mjs'
import { inProject, projectEnv, projectNode, run } from './project.mjs'

await installPackages()
const { electronExecutable } = await import('./electron-runtime.mjs')
const env = projectEnv({
  ELECTRON_EXEC_PATH: await electronExecutable(),
  ...(process.getuid?.() === 0 ? { NO_SANDBOX: '1' } : {})
})
process.exit(
  await run(projectNode(), [inProject('node_modules/electron-vite/bin/electron-vite.js'), 'dev'], { env })
)
