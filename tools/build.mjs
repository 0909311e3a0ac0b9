/** Builds the app into out/ when a source is newer than the last build. */
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, inProject, projectNode, run, say } from './project.mjs'

const stamp = inProject('out', '.built')
const SOURCES = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json']

/** Time of the newest change below a path, in ms. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

/** Builds where needed. Ends the process with the compiler's own message where that fails. */
export async function buildApp() {
  const changed = Math.max(...SOURCES.map((source) => newest(inProject(source))))
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= changed) return
  say('building')
  const code = await run(projectNode(), [
    inProject('node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn'
  ])
  if (code !== 0) giveUp('the build failed: see above', code)
  writeFileSync(stamp, '')
  const time = new Date(changed)
  utimesSync(stamp, time, time)
}
