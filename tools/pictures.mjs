/** `npm run pictures`: builds the app and takes the pictures of the README from it. */
import { projectEnv, projectNode, run, inProject } from './project.mjs'
import { installPackages } from './packages.mjs'

await installPackages()
const { buildApp } = await import('./build.mjs')
const { electronExecutable } = await import('./electron-runtime.mjs')
await buildApp()
const env = projectEnv({ VFLAB_ELECTRON: await electronExecutable() })
process.exit(await run(projectNode(), [inProject('test/pictures/take-pictures.ts')], { env }))
