/** Runs one of the project's TypeScript programs on the project's own Node: `node tools/run.mjs FILE [ARG...]`. */
import { installPackages } from './packages.mjs'
import { inProject, projectEnv, projectNode, run } from './project.mjs'

const [file, ...args] = process.argv.slice(2)
await installPackages()
process.exit(
  await run(projectNode(), [inProject(file), ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: projectEnv()
  })
)
