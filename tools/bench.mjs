/** `npm run bench [-- NAME...]`: builds the app, then measures it against its peers in one run. */
import { giveUp, inProject, projectEnv, projectNode, run } from './project.mjs'
import { installPackages } from './packages.mjs'

await installPackages()
const { buildApp } = await import('./build.mjs')
const { electronExecutable, electronFolder } = await import('./electron-runtime.mjs')
await buildApp()
const asked = process.argv.slice(2)
const opensWindow = asked.length === 0 || asked.includes('start-up')
if (opensWindow && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
  giveUp('start-up is measured on a display: run it as xvfb-run -a npm run bench', 3)
const env = projectEnv({ BENCH_ELECTRON: electronExecutable(await electronFolder()) })
process.exit(await run(projectNode(), [inProject('test/bench/bench.ts'), ...asked], { env }))
