/** `npm run bench [-- NAME...]`: measures against peers in one run. `start-up` alone needs the built app and Electron. */
import { giveUp, inProject, projectEnv, projectNode, run } from './project.mjs'
import { installPackages } from './packages.mjs'

await installPackages()
const asked = process.argv.slice(2)
const opensWindow = asked.length === 0 || asked.includes('start-up')
if (opensWindow && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
  giveUp('start-up is measured on a display: run it as xvfb-run -a npm run bench', 3)

/** Builds the app; what it runs on. */
async function electron() {
  const { buildApp } = await import('./build.mjs')
  const { electronExecutable } = await import('./electron-runtime.mjs')
  await buildApp()
  return { BENCH_ELECTRON: await electronExecutable() }
}

const env = projectEnv(opensWindow ? await electron() : {})
process.exit(await run(projectNode(), [inProject('test/bench/bench.ts'), ...asked], { env }))
