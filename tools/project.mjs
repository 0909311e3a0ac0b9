/**
 * What every tool here needs: where the project lies, its own Node, and running a program.
 * Plain JavaScript without dependencies: these files run before anything is installed, on Node 20 or newer.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Absolute path inside the project. */
export const inProject = (...parts) => join(root, ...parts)

/** Tells the user what is going on, apart from what the programs themselves print. */
export const say = (text) => process.stderr.write(`\u001b[2m[vf-lab]\u001b[0m ${text}\n`)

/** Ends with a message that says what to do; no stack trace, because this is not a bug. */
export function giveUp(text, code = 1) {
  say(text)
  process.exit(code)
}

/** The Node 24 that comes with the `node` package: better-sqlite3 and running TypeScript files need it. */
export function projectNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = inProject('node_modules', 'node', 'bin', name)
  return existsSync(path) ? path : process.execPath
}

/** PATH with the project's own programs first, so that `node` is Node 24 everywhere below. */
export function projectEnv(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':'
  return {
    ...process.env,
    PATH: [inProject('node_modules', '.bin'), process.env.PATH].join(separator),
    ...extra
  }
}

/**
 * Runs a program and waits for it. Resolves to its exit code; rejects only when it cannot be started.
 * `options` as for `spawn`; output goes to this process's own unless `stdio` says otherwise.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: projectEnv(), ...options })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}

/** Runs a program, gives `{ code, output }` with both streams together. */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: projectEnv(),
      ...options,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
