import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostSummary } from '#shared/lab/host.ts'
import { startSshd, type TestSshd } from '../core/testing/test-sshd.ts'
import { sampleCapture } from '../core/testing/sample-inventory.ts'
import { planFile, samplePlan, testFolder, vflab } from './test-vflab.ts'

/**
 * A real SSH server on which `sh` prints what the probe printed on a real host, and `bash` plays a provisioning
 * script. What the shells do themselves is tested with the probe and with the scripts.
 */
let sshd: TestSshd
const bin = testFolder()
const output = join(bin, 'probe-output')
const script = join(bin, 'script')

beforeAll(async () => {
  writeFileSync(join(bin, 'sh'), `#!/bin/bash\ncat >/dev/null\ncat ${output}\n`)
  // The login shell of whoever runs the tests may start bash for itself: only "bash -s" is ours.
  const bash = [
    '#!/bin/sh',
    '[ "$1" = -s ] || exec /bin/bash "$@"',
    'cat >/dev/null',
    `echo "$@" >> ${bin}/called`
  ]
  writeFileSync(join(bin, 'bash'), [...bash, `. ${script}`, ''].join('\n'))
  for (const name of ['sh', 'bash']) chmodSync(join(bin, name), 0o755)
  sshd = await startSshd(bin)
  await show('lab-a2')
})
afterAll(() => sshd.stop())

/** What the host shows from now on: the body of a capture, without the header that VF Lab adds. */
async function show(name: string): Promise<void> {
  const text = sampleCapture(name)
  writeFileSync(output, text.slice(text.indexOf('\n\n') + 2))
  return Promise.resolve()
}
const target = (): string => `${sshd.target.user}@127.0.0.1:${sshd.target.port}`
const trusting = (): string[] => ['--key', sshd.key, '--accept-host-key', sshd.fingerprint]
/** A data folder in which the host is stored, and its id. */
async function storedHost(): Promise<{ data: string; id: string }> {
  const data = testFolder()
  const saved = await vflab(['scan', target(), ...trusting(), '--save'], { data })
  if (saved.status !== 0) throw new Error(saved.stderr)
  const { stdout } = await vflab(['hosts', 'list', '--json'], { data })
  const [host] = JSON.parse(stdout) as HostSummary[]
  return { data, id: host?.id ?? '' }
}

test('refuses a host key that nobody confirmed, and shows it', async () => {
  const { status, stdout, stderr } = await vflab(['scan', target(), '--key', sshd.key])
  expect(status).toBe(3)
  expect(stdout).toBe('')
  expect(stderr).toContain(sshd.fingerprint)
  expect(stderr).toContain('--accept-host-key')
})

test('refuses a host key other than the one that was told', async () => {
  const told = ['--key', sshd.key, '--accept-host-key', 'SHA256:somethingelse']
  expect((await vflab(['scan', target(), ...told])).status).toBe(3)
})

test('trusts a known_hosts file', async () => {
  const path = join(testFolder(), 'known_hosts')
  const key = readFileSync(join(sshd.folder, 'host.pub'), 'utf8')
  writeFileSync(path, `[127.0.0.1]:${sshd.target.port} ${key}`)
  expect((await vflab(['scan', target(), '--key', sshd.key, '--known-hosts', path])).status).toBe(0)
  writeFileSync(path, `[127.0.0.2]:${sshd.target.port} ${key}`)
  expect((await vflab(['scan', target(), '--key', sshd.key, '--known-hosts', path])).status).toBe(3)
})

test('shows a host as a table and as JSON', async () => {
  const text = await vflab(['scan', target(), ...trusting()])
  expect(text.status).toBe(0)
  expect(text.stdout).toMatch(/^0000:01:00\.0 +82576 .* igb +0\/7/m)
  const { stdout } = await vflab(['scan', target(), ...trusting(), '--json'])
  const inventory = JSON.parse(stdout) as { functions: { address: string }[] }
  expect(inventory.functions.map((fn) => fn.address)).toContain('0000:01:00.0')
})

test('stores a host once, with its key, and finds it by name afterwards', async () => {
  const { data, id } = await storedHost()
  const [host] = JSON.parse((await vflab(['hosts', 'list', '--json'], { data })).stdout) as HostSummary[]
  expect(host).toMatchObject({ id, hostKey: sshd.fingerprint, origin: 'ssh', facts: { pfs: 2 } })
  // No --accept-host-key: the key was stored with the host.
  const again = await vflab(['scan', host?.name ?? '', '--save'], { data })
  expect(again.status).toBe(0)
  expect(JSON.parse((await vflab(['hosts', 'list', '--json'], { data })).stdout)).toHaveLength(1)
})

test('tells what changed between two stored readings, and by its status that something did', async () => {
  const { data, id } = await storedHost()
  const once = await vflab(['drift', id], { data })
  expect(once.status).toBe(3)
  expect(once.stderr).toContain('nothing to compare')
  await vflab(['scan', id, '--save'], { data })
  expect((await vflab(['drift', id], { data })).status).toBe(0)
  const before = readFileSync(output, 'utf8')
  writeFileSync(output, before.replaceAll('6.1.0-56-amd64', '6.1.0-99-\u001b[2J'))
  await vflab(['scan', id, '--save'], { data })
  writeFileSync(output, before)
  const changed = await vflab(['drift', id], { data })
  expect(changed.status).toBe(1)
  expect(changed.stdout).toContain('kernel: 6.1.0-56-amd64 -> 6.1.0-99-')
  expect(changed.stdout).not.toContain('\u001b')
  const { stdout } = await vflab(['drift', id, '--json'], { data })
  expect(JSON.parse(stdout)).toMatchObject({ drifts: [{ kind: 'host', fact: 'kernel' }] })
})

test('drift since a time needs a reading of that time, and a time', async () => {
  const { data, id } = await storedHost()
  await vflab(['scan', id, '--save'], { data })
  expect((await vflab(['drift', id, '--since', '2999-01-01'], { data })).status).toBe(0)
  expect((await vflab(['drift', id, '--since', '1999-01-01'], { data })).status).toBe(3)
  expect((await vflab(['drift', id, '--since', 'yesterday'], { data })).status).toBe(2)
  expect((await vflab(['drift', 'nobody'], { data })).status).toBe(2)
})

test('a capture can be checked against', async () => {
  const file = join(testFolder(), 'node.capture.gz')
  expect((await vflab(['capture', target(), ...trusting(), '-o', file])).status).toBe(0)
  const checked = await vflab(['plan', 'check', planFile(samplePlan()), '--capture', file, '--json'])
  expect(JSON.parse(checked.stdout)).toMatchObject({
    hosts: [{ id: 'sample-lab-a2' }],
    counts: { errors: 0 }
  })
})

test('a key that may not log in is a failure that says so', async () => {
  const { status, stderr } = await vflab([
    ...['scan', target(), '--key', sshd.strangerKey, '--accept-host-key', sshd.fingerprint]
  ])
  expect(status).toBe(1)
  expect(stderr).toContain('authorized_keys')
})

test('a host that prints escape sequences does not move the cursor', async () => {
  const before = readFileSync(output, 'utf8')
  writeFileSync(output, before.replaceAll('82576 Gigabit', '\u001b[2J82576 Gigabit'))
  const { stdout } = await vflab(['scan', target(), ...trusting()])
  writeFileSync(output, before)
  expect(stdout).toContain('82576 Gigabit')
  expect(stdout).not.toContain('\u001b')
})

/** A plan for the stored host. */
const planFor = (id: string): string => planFile(JSON.stringify(samplePlan()).replaceAll('sample-lab-a2', id))
const plays = (...lines: readonly string[]): void => writeFileSync(script, lines.join('\n'))

test('does not apply without a yes', async () => {
  const { data, id } = await storedHost()
  writeFileSync(join(bin, 'called'), '')
  const { status, stderr } = await vflab(['apply', planFor(id)], { data })
  expect(status).toBe(3)
  expect(stderr).toContain('--yes')
  expect(readFileSync(join(bin, 'called'), 'utf8')).toBe('')
})

test('a dry run tells what would change and ends well', async () => {
  const { data, id } = await storedHost()
  plays(
    "echo 'step 1/1 0000:01:00.0: make 2 VFs'",
    "echo '  would change: found 0 VFs'",
    "echo 'result dry-run changed=0 different=1'"
  )
  const { status, stdout } = await vflab(['apply', planFor(id), '--dry-run'], { data })
  expect(status).toBe(0)
  expect(stdout).toContain('would change: found 0 VFs')
  expect(readFileSync(join(bin, 'called'), 'utf8')).toContain('--dry-run')
})

test('believes the host and not the script: what is not as planned afterwards, differs', async () => {
  const { data, id } = await storedHost()
  plays("echo 'step 1/1 make 2 VFs'", "echo 'result as-planned changed=1 different=0'")
  const { status, stdout } = await vflab(['apply', planFor(id), '--yes', '--json'], { data })
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ host: id, plan: 'web', action: 'apply', outcome: 'differs' })
})

test('a script that refuses ends with status 3, one that fails with 1', async () => {
  const { data, id } = await storedHost()
  plays(
    "echo 'refused: 0000:01:10.0 is in use by pid 7' >&2",
    "echo 'result refused changed=0 different=0'",
    'exit 3'
  )
  const refused = await vflab(['apply', planFor(id), '--yes', '--allow-recreate'], { data })
  expect(refused.status).toBe(3)
  expect(refused.stdout).toContain('in use by pid 7')
  expect(readFileSync(join(bin, 'called'), 'utf8')).toContain('--allow-recreate')
  plays("echo 'step 1/2 make VFs'", 'exit 1')
  const failed = await vflab(['apply', planFor(id), '--yes'], { data })
  expect(failed.status).toBe(1)
  expect(failed.stdout).toContain('roll back')
})

test('refuses a host whose hardware was moved since it was read every time, unless that is accepted', async () => {
  const { data, id } = await storedHost()
  plays("echo 'result as-planned changed=0 different=0'")
  writeFileSync(join(bin, 'called'), '')
  const before = readFileSync(output, 'utf8')
  writeFileSync(output, before.replaceAll('0x10c9', '0x1521').replaceAll('8086:10c9', '8086:1521'))
  // A dry run in between does not make the new card the one that the plan was judged on.
  const tries = [
    await vflab(['apply', planFor(id), '--yes'], { data }),
    await vflab(['apply', planFor(id), '--dry-run'], { data }),
    await vflab(['apply', planFor(id), '--yes'], { data })
  ]
  for (const { stdout } of tries) expect(stdout).toMatch(/0000:01:00\.0 is 8086:1521 now, it was 8086:10c9/)
  expect([tries[0]?.status, tries[2]?.status]).toEqual([3, 3])
  expect(readFileSync(join(bin, 'called'), 'utf8')).not.toMatch(/-- *$/m)
  const accepted = await vflab(['apply', planFor(id), '--yes', '--accept-changes'], { data })
  writeFileSync(output, before)
  expect(accepted.stdout).toContain('changed since the plan was judged')
  expect(readFileSync(join(bin, 'called'), 'utf8')).toMatch(/-- *$/m)
})

test('Ctrl-C in the middle says how far it got and how to go back', async () => {
  const { data, id } = await storedHost()
  plays("echo 'step 1/3 first'", "echo 'step 2/3 second'", 'sleep 20', "echo 'step 3/3 third'")
  const { status, stdout } = await vflab(['apply', planFor(id), '--yes'], { data, interruptAt: 'step 2/3' })
  expect(status).toBe(1)
  expect(stdout).toMatch(/Cancelled at step 2 of 3 \(second\)/)
  expect(stdout).toContain('roll back')
  expect(stdout).not.toContain('third')
})

test('a plan for a host that is not stored cannot be applied', async () => {
  const { status, stderr } = await vflab(['apply', planFile(samplePlan()), '--yes'])
  expect(status).toBe(3)
  expect(stderr).toContain('scan --save')
})
