/** npm packages of the project: installed when they are missing or when the lock file has changed since. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { giveUp, inProject, run, say } from './project.mjs'

const stamp = inProject('node_modules', '.vf-lab-lock')

/** Hash of what decides the contents of node_modules. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(inProject('package-lock.json')))
    .digest('hex')

/** Makes node_modules what package-lock.json says. Does nothing, in milliseconds, where it is so already. */
export async function installPackages() {
  const want = wanted()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  say('installing npm packages (once, half a minute)')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // Without the user's PATH extension: the first npm here is the one of the machine.
  const code = await run(npm, ['ci', '--loglevel=error'], {
    env: process.env,
    shell: process.platform === 'win32'
  })
  if (code !== 0) giveUp('npm ci failed: see above. Is the npm registry within reach?', code)
  writeFileSync(stamp, want)
}
