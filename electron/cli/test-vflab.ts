import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How a run of the command ended. */
export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** An empty folder for one test. */
export const testFolder = (): string => mkdtempSync(join(tmpdir(), 'vflab-cli-'))

/**
 * Runs the real command, with a data folder of its own; `interruptAt` sends Ctrl-C once stdout contains it, `input`
 * is what it reads from stdin.
 */
export async function vflab(
  args: readonly string[],
  options: {
    readonly data?: string
    readonly env?: Record<string, string>
    readonly interruptAt?: string
    readonly input?: string
  } = {}
): Promise<Ran> {
  const script = fileURLToPath(new URL('vflab.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'] ?? '', VFLAB_USER_DATA: options.data ?? testFolder(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe']
  })
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => undefined).end(options.input ?? '')
  let stdout = ''
  let stderr = ''
  let isInterrupted = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (options.interruptAt !== undefined && !isInterrupted && stdout.includes(options.interruptAt)) {
      isInterrupted = true
      child.kill('SIGINT')
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, stdout, stderr }
}

/** A plan for the sample host lab-a2: two igb NICs without VFs. `changes` go on top. */
export function samplePlan(changes: object = {}): object {
  const host = 'sample-lab-a2'
  const pf = '0000:01:00.0'
  return {
    schemaVersion: 1,
    id: 'web',
    name: 'web',
    notes: '',
    pfs: [{ host, address: pf, numVfs: 2 }],
    vms: [{ id: 'vm1', name: 'web1', host, vcpus: 1, memoryMiB: 64, numaNode: null }],
    assignments: [{ function: { kind: 'vf', host, pf, index: 0 }, vm: 'vm1' }],
    vfs: [{ host, pf, index: 0, settings: { mac: '52:54:00:00:00:10', vlan: 100 } }],
    ...changes
  }
}

/** Writes `content` as JSON into a new folder and returns the path. */
export function planFile(content: unknown): string {
  const path = join(testFolder(), 'plan.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
