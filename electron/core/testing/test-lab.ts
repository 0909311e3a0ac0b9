import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Events } from '#shared/ipc/contract.ts'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { CoreContext } from '../core-context.ts'
import { sampleCapture } from './sample-inventory.ts'
import { startSshd, type TestSshd } from './test-sshd.ts'
import { storeIn, testFolder } from './test-store.ts'

/** Something the window was told. */
export interface Told {
  readonly event: string
  readonly payload: unknown
}

/** CoreContext with a database of their own and a window that only listens. */
export async function testContext(): Promise<
  CoreContext & { readonly told: readonly Told[]; readonly bugs: readonly string[] }
> {
  const told: Told[] = []
  const bugs: string[] = []
  let ids = 0
  return {
    store: await storeIn(testFolder()),
    emit: <E extends keyof Events>(event: E, payload: Events[E]) => void told.push({ event, payload }),
    now: () => new Date().toISOString(),
    newId: () => `id-${++ids}`,
    logBug: (line) => void bugs.push(line),
    told,
    bugs
  }
}

/** A real SSH server that shows another machine: its `sh` prints what the probe printed there. */
export interface CapturedMachine {
  readonly sshd: TestSshd
  readonly connection: HostConnection
  /** What it shows from now on: the name of a sample capture, or a text. */
  show(capture: { readonly sample: string } | { readonly text: string }): void
}

/** Starts such a machine. What the probe itself does is tested with the probe. */
export async function startCapturedMachine(): Promise<CapturedMachine> {
  const bin = mkdtempSync(join(tmpdir(), 'vflab-machine-'))
  const output = join(bin, 'probe-output')
  writeFileSync(join(bin, 'sh'), `#!/bin/bash\ncat >/dev/null\ncat ${output}\n`)
  chmodSync(join(bin, 'sh'), 0o755)
  const sshd = await startSshd(bin)
  return {
    sshd,
    connection: { ...sshd.target, auth: { kind: 'key', path: sshd.key }, sudo: 'none' },
    show(capture) {
      const text = 'sample' in capture ? sampleCapture(capture.sample) : capture.text
      // The file starts with a header that VF Lab adds; the probe does not print it.
      writeFileSync(output, 'sample' in capture ? text.slice(text.indexOf('\n\n') + 2) : text)
    }
  }
}
