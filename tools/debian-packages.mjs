/** Debian packages that a part of the tests or the app itself needs, installed aloud. */
import { existsSync } from 'node:fs'
import { capture, giveUp, run, say } from './project.mjs'

/** Whether this is a system with apt: elsewhere the user installs by hand, and is told what. */
export const hasApt = () => process.platform === 'linux' && existsSync('/usr/bin/apt-get')

/** Those of `names` that dpkg does not list as installed. */
export async function missingDebianPackages(names) {
  const { output } = await capture('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...names])
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0])
  )
  return names.filter((name) => !installed.has(name))
}

/** Installs what is missing of `names`; `why` is said to the user. Ends the process where it cannot. */
export async function installDebianPackages(names, why) {
  if (!hasApt()) return
  const missing = await missingDebianPackages(names)
  if (missing.length === 0) return
  const isRoot = process.getuid?.() === 0
  say(`installing Debian packages for ${why}: ${missing.join(' ')}`)
  const apt = async (...args) => {
    const command = isRoot ? ['apt-get', ...args] : ['sudo', 'apt-get', ...args]
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    return run(command[0], command.slice(1), { env, stdio: ['inherit', 'ignore', 'inherit'] })
  }
  await apt('-qq', 'update')
  const code = await apt('-qq', '-y', '--no-install-recommends', 'install', ...missing)
  if (code !== 0)
    giveUp(`apt-get could not install ${missing.join(' ')}. Install them by hand and try again.`)
}
