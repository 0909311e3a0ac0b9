import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type SshConnection } from './connect.ts'
import { rootShell, sudoRefusal } from './root-shell.ts'
import { runCommand, type RunRequest, type Timers } from './run-command.ts'
import { startSshd, type TestSshd } from '../testing/test-sshd.ts'

let sshd: TestSshd
let connection: SshConnection
const bin = mkdtempSync(join(tmpdir(), 'vflab-bin-'))
/** Behaves like sudo in what matters here; which one, says the file `mode` beside it. */
const SUDO = `#!/bin/sh
mode=$(cat "${bin}/mode")
[ "$1" = -k ] && shift
case "$1$2" in
-n*)
  shift
  [ "$mode" = nopasswd ] && exec "$@"
  [ "$mode" = stranger ] && { echo "sudo: unknown uid" >&2; exit 1; }
  echo "sudo: a password is required" >&2; exit 1 ;;
-S-p)
  shift 3
  tries=0
  while IFS= read -r answer; do
    echo "asked" >> "${bin}/tries"
    [ "$answer" = right ] && exec "$@"
    echo "Sorry, try again." >&2
    tries=$((tries + 1)); [ $tries = 3 ] && { echo "sudo: 3 incorrect password attempts" >&2; exit 1; }
  done
  echo "sudo: no password was provided" >&2; exit 1 ;;
esac
exit 99
`

async function newConnection(): Promise<SshConnection> {
  const result = await connect({
    target: sshd.target,
    credentials: { kind: 'key', path: sshd.key, passphrase: null },
    trust: { keys: [{ algorithm: 'ssh-ed25519', fingerprint: sshd.fingerprint }], revoked: [] },
    timeoutMs: 10_000
  })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const LIMITS = { outputLimitBytes: 1024 * 1024, silenceMs: 10_000, deadlineMs: 60_000 }
const run = (changes: Partial<RunRequest>, on = connection) =>
  runCommand(on, { command: 'sh -s', stdin: '', ...LIMITS, ...changes })

beforeAll(async () => {
  sshd = await startSshd(bin)
  connection = await newConnection()
  writeFileSync(join(bin, 'sudo'), SUDO, { mode: 0o755 })
})
afterAll(() => {
  connection.close()
  sshd.stop()
})

test('feeds a script and gives output, errors and status apart', async () => {
  expect(await run({ stdin: 'echo out; echo err >&2; exit 3' })).toEqual({
    ok: true,
    value: { exitCode: 3, stdout: 'out\n', stderr: 'err\n', isReady: true }
  })
})

test('hands on lines as they come, in order, whole', async () => {
  const lines: string[] = []
  const seen = join(bin, 'first-line-seen')
  await run({
    // Goes on only after the first line was handed on here.
    stdin:
      `printf 'step 1/2 ü'; printf '\\nstep'; while [ ! -e '${seen}' ]; do sleep 0.05; done; ` +
      `printf ' 2/2\\r\\nend'`,
    onLine: (line) => {
      lines.push(line)
      writeFileSync(seen, '')
    }
  })
  expect(lines).toEqual(['step 1/2 ü', 'step 2/2', 'end'])
})

test('a killed command has no status', async () => {
  expect(await run({ stdin: 'kill -9 $$' })).toMatchObject({ ok: true, value: { exitCode: null } })
})

test('takes megabytes of output unharmed', async () => {
  const result = await run({ stdin: 'seq 1 300000', outputLimitBytes: 16 * 1024 * 1024 })
  const text = result.ok ? result.value.stdout : ''
  expect(text.length).toBe(1_988_895)
  expect(text.endsWith('\n299999\n300000\n')).toBe(true)
})

test('cuts off a host that does not stop sending', async () => {
  const own = await newConnection()
  const result = await run({ command: 'cat /dev/zero', outputLimitBytes: 4 * 1024 * 1024 }, own)
  own.close()
  expect(result).toEqual({ ok: false, error: { kind: 'too-much-output', limitBytes: 4 * 1024 * 1024 } })
})

/** Time limits that end when the test says so. */
function testTimers() {
  const limits = new Map<number, { readonly onEnd: () => void; restarts: number; isStopped: boolean }>()
  const timers: Timers = {
    start(ms, onEnd) {
      const limit = { onEnd, restarts: 0, isStopped: false }
      limits.set(ms, limit)
      return { restart: () => void (limit.restarts += 1), stop: () => void (limit.isStopped = true) }
    }
  }
  return { timers, limits }
}
const TIMES = { ...LIMITS, silenceMs: 900, deadlineMs: 7000 }

test('gives up on a command that falls silent', async () => {
  const own = await newConnection()
  const { timers, limits } = testTimers()
  const request = {
    command: 'sh -s',
    stdin: 'echo begun; sleep 60',
    ...TIMES,
    onLine: () => limits.get(900)?.onEnd()
  }
  expect(await runCommand(own, request, timers)).toEqual({ ok: false, error: { kind: 'silent', seconds: 1 } })
  expect([...limits.values()].every((limit) => limit.isStopped)).toBe(true)
  own.close()
})

test('gives a command that talks its full time again, and never more than the deadline', async () => {
  const { timers, limits } = testTimers()
  const restarts: (number | undefined)[] = []
  const request = {
    command: 'sh -s',
    stdin: 'echo one',
    ...TIMES,
    onLine: () => restarts.push(limits.get(900)?.restarts, limits.get(7000)?.restarts)
  }
  expect((await runCommand(connection, request, timers)).ok).toBe(true)
  expect(restarts).toEqual([1, 0])
  const own = await newConnection()
  const late = { ...request, stdin: 'echo begun; sleep 60', onLine: () => limits.get(7000)?.onEnd() }
  expect(await runCommand(own, late, timers)).toEqual({ ok: false, error: { kind: 'too-slow', seconds: 7 } })
  own.close()
})

test('cancel in mid-stream ends the remote command', async () => {
  const own = await newConnection()
  const controller = new AbortController()
  let shell = ''
  const result = await run(
    {
      stdin: `trap 'exit 0' TERM; while :; do echo $$; sleep 0.1; done`,
      signal: controller.signal,
      onLine: (line) => {
        shell = line
        controller.abort()
      }
    },
    own
  )
  own.close()
  expect(result).toEqual({ ok: false, error: { kind: 'cancelled' } })
  expect(shell).toMatch(/^\d+$/)
  // The server is this machine.
  await expect.poll(() => existsSync(`/proc/${shell}`), { timeout: 20_000 }).toBe(false)
})

test('a cancelled request does not start the command', async () => {
  expect(await run({ stdin: 'echo no', signal: AbortSignal.abort() })).toEqual({
    ok: false,
    error: { kind: 'cancelled' }
  })
})

test('says that the connection was lost', async () => {
  const own = await newConnection()
  const running = run({ stdin: 'kill -9 $(ps -o ppid= -p $$)' }, own)
  expect(await running).toMatchObject({ ok: false, error: { kind: 'connection-lost' } })
  expect(await run({ stdin: 'echo no' }, own)).toMatchObject({
    ok: false,
    error: { kind: 'connection-lost' }
  })
})

/** Runs a script with sudo as it is set up by `mode`. */
async function asRoot(mode: string, sudo: 'without-password' | 'with-password', password: string | null) {
  writeFileSync(join(bin, 'mode'), mode)
  writeFileSync(join(bin, 'tries'), '')
  const shell = rootShell('sh -s', sudo, password)
  if (!shell.ok) return { refusal: shell.error }
  const result = await run({ ...shell.value, stdin: 'echo as root\necho second line\n' })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  const tries = readFileSync(join(bin, 'tries'), 'utf8').split('\n').length - 1
  return { refusal: sudoRefusal(sudo, result.value), ...result.value, tries }
}

test('sudo without a password runs the script', async () => {
  expect(await asRoot('nopasswd', 'without-password', null)).toMatchObject({
    refusal: null,
    exitCode: 0,
    stdout: 'as root\nsecond line\n'
  })
})

test('sudo that wants a password says so', async () => {
  expect(await asRoot('passwd', 'without-password', null)).toMatchObject({
    refusal: { kind: 'sudo-needs-password' }
  })
  expect(await asRoot('passwd', 'with-password', null)).toEqual({ refusal: { kind: 'sudo-needs-password' } })
})

test('sudo with the right password runs the script, and the password is not part of it', async () => {
  const result = await asRoot('passwd', 'with-password', 'right')
  expect(result).toMatchObject({ refusal: null, exitCode: 0, isReady: true, stderr: '', tries: 1 })
  expect(result).toMatchObject({ stdout: 'vflab-shell-ready\nas root\nsecond line\n' })
})

test('a wrong password is tried once, not three times with lines of the script', async () => {
  expect(await asRoot('passwd', 'with-password', 'wrong')).toMatchObject({
    refusal: { kind: 'sudo-wrong-password' },
    isReady: false,
    tries: 1
  })
})

test('a sudo that asks for nothing does not run the password as a command', async () => {
  const result = await asRoot('nopasswd', 'with-password', 'touch /tmp/never')
  expect(result).toMatchObject({ refusal: null, exitCode: 0, stderr: '' })
  expect(result).toMatchObject({ stdout: 'vflab-shell-ready\nas root\nsecond line\n' })
})

test('passes on why sudo refuses', async () => {
  expect(await asRoot('stranger', 'without-password', null)).toMatchObject({
    refusal: { kind: 'sudo-refused', detail: 'sudo: unknown uid' }
  })
})
