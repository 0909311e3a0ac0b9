/**
 * Time from spawn to content on screen, against a bare Electron hello world in the same run. Absolute times
 * belong to the machine and its load; the ratio is what is quoted.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { alternate, median } from './median.ts'

const ROUNDS = 9
const GIVE_UP_MS = 30_000

interface App {
  readonly path: string
  /** CSS selector of the first content that a user came for. */
  readonly ready: string
  /** A profile that is kept between the runs: a warm start. */
  readonly profile: string
}

/** Milliseconds until the app shows its content; the whole process group is ended afterwards. */
function startOnce(electron: string, app: App): Promise<number> {
  return new Promise((done, fail) => {
    const clock = resolve('test/bench/content-clock.cjs')
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const child = spawn(
      electron,
      ['-r', clock, ...flags, `--user-data-dir=${app.profile}`, resolve(app.path)],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: {
          ...process.env,
          BENCH_SPAWNED_AT: String(Date.now()),
          BENCH_READY: app.ready,
          VFLAB_USER_DATA: app.profile
        }
      }
    )
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGKILL')
        } catch {
          // It has ended by itself.
        }
      }
      settle()
    }
    const timer = setTimeout(
      () => end(() => fail(new Error(`${app.path}: no content after ${GIVE_UP_MS} ms`))),
      GIVE_UP_MS
    )
    let output = ''
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      const found = /^BENCH (\d+)$/m.exec(output)
      if (found) end(() => done(Number(found[1])))
    })
  })
}

/** Runs both apps in turn and prints medians and their ratio. */
export async function benchStartUp(electron: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vf-lab-bench-'))
  const hello: App = { path: 'test/bench/hello', ready: '[data-ready]', profile: join(folder, 'hello') }
  const vflab: App = { path: '.', ready: '[role="row"][data-key]', profile: join(folder, 'vflab') }
  try {
    const times = await alternate(
      { hello: () => startOnce(electron, hello), vflab: () => startOnce(electron, vflab) },
      ROUNDS
    )
    const ratio = median(times.vflab) / median(times.hello)
    console.log(`start-up, warm profile, spawn to content, median of ${ROUNDS}`)
    for (const [name, values] of Object.entries(times)) {
      console.log(`  ${name.padEnd(8)} ${median(values)} ms (${Math.min(...values)}..${Math.max(...values)})`)
    }
    console.log(`  ratio    ${ratio.toFixed(2)} (aim 1.3)`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
