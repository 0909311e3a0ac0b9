import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SAMPLE_LAB, sampleCapture } from '../core/testing/sample-inventory.ts'
import { planFile, samplePlan, testFolder, vflab } from './test-vflab.ts'

test('--help names the exit codes, and asks for nothing', async () => {
  const { status, stdout } = await vflab(['--help'])
  expect(status).toBe(0)
  expect(stdout).toContain('Exit status:')
  expect(stdout).toContain('scan')
})

test('--version is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect((await vflab(['--version'])).stdout).toBe(`${version}\n`)
})

test.each([
  ['an unknown command', ['frobnicate']],
  ['an unknown option', ['hosts', 'list', '--frobnicate']],
  ['a missing argument', ['plan', 'check']],
  ['a file that is not there', ['plan', 'check', '/nonexistent.json']],
  ['a target that is none', ['scan', 'host/with/path']],
  ['a timeout out of range', ['scan', 'host', '--timeout', '0']],
  ['two ways to trust at once', ['scan', 'host', '--known-hosts', 'x', '--accept-host-key', 'SHA256:x']]
])('%s is wrong usage', async (_what, args) => {
  const { status, stdout, stderr } = await vflab(args)
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).not.toBe('')
})

test('judges a plan against captures, without a database', async () => {
  const { status, stdout } = await vflab([
    'plan',
    'check',
    planFile(samplePlan()),
    '--lab',
    SAMPLE_LAB,
    '--json'
  ])
  const report = JSON.parse(stdout) as { plan: object; hosts: object[]; counts: { errors: number } }
  expect(report.plan).toEqual({ id: 'web', name: 'web' })
  expect(report.hosts).toMatchObject([{ id: 'sample-lab-a2', takenAt: expect.stringMatching(/^20/) }])
  expect(report.counts.errors).toBe(0)
  expect(status).toBe(0)
})

test('a plan with errors ends with status 1, and says where and why', async () => {
  const host = 'sample-lab-a2'
  const path = planFile(samplePlan({ pfs: [{ host, address: '0000:01:00.0', numVfs: 96 }] }))
  const { status, stdout } = await vflab(['plan', 'check', path, '--lab', SAMPLE_LAB])
  expect(status).toBe(1)
  expect(stdout).toMatch(/^error .*96.*\[num-vfs-limit\]$/m)
  expect(stdout).toMatch(/at 0000:01:00\.0 of host sample-lab-a2/)
})

test('a capture stands for the only host of a plan, whatever it is called, packed or not', async () => {
  const file = join(testFolder(), 'mailed-by-a-customer.txt')
  writeFileSync(file, sampleCapture('lab-a2'))
  const plan = planFile(samplePlan())
  const packed = join(SAMPLE_LAB, 'lab-a2.capture.gz')
  expect((await vflab(['plan', 'check', plan, '--capture', file])).status).toBe(0)
  expect((await vflab(['plan', 'check', plan, '--capture', `sample-lab-a2=${packed}`])).status).toBe(0)
})

const MATRIX = {
  csv: 'id,layer,verdict,why,pf.driver,vf.driver\nlab-1,pairing,unsupported,froze twice here,igb,igbvf',
  json: JSON.stringify({
    schemaVersion: 1,
    name: 'our lab',
    priority: 100,
    sources: {},
    rules: [
      {
        id: 'lab-1',
        layer: 'pairing',
        match: { 'pf.driver': 'igb', 'vf.driver': 'igbvf' },
        verdict: 'unsupported',
        why: 'froze twice here',
        source: ['user'],
        confidence: 'medium'
      }
    ]
  })
}

const matrixFile = (text: string): string => {
  const file = join(testFolder(), 'matrix')
  writeFileSync(file, text)
  return file
}

const planWithGuestDriver = (): string => {
  const [vm] = (samplePlan() as { vms: readonly object[] }).vms
  return planFile(samplePlan({ vms: [{ ...vm, guestDriver: { name: 'igbvf', kernel: '6.1.0' } }] }))
}

test.each(['csv', 'json'] as const)(
  'a support matrix of the lab in %s judges pairs of drivers',
  async (form) => {
    const check = ['plan', 'check', planWithGuestDriver(), '--lab', SAMPLE_LAB]
    expect((await vflab(check)).stdout).not.toContain('froze twice here')
    const { status, stdout } = await vflab([...check, '--matrix', matrixFile(MATRIX[form])])
    expect(stdout).toMatch(/froze twice here/)
    expect(stdout).toContain('[driver-pair]')
    expect(status).toBe(1)
  }
)

test('a list of devices of the SR-IOV operator is a support matrix too', async () => {
  const file = matrixFile('data:\n  Own_card: "abcd 0001 0002"\n')
  const { status } = await vflab([
    'plan',
    'check',
    planFile(samplePlan()),
    '--lab',
    SAMPLE_LAB,
    '--matrix',
    file
  ])
  expect(status).toBe(0)
})

test('a support matrix with a fault is wrong usage, with the line', async () => {
  const file = matrixFile('id,layer,verdict,why,pf.driver\nlab-1,pairing,maybe,who knows,igb')
  const { status, stderr } = await vflab(['plan', 'check', planFile(samplePlan()), '--matrix', file])
  expect(status).toBe(2)
  expect(stderr).toContain('line 2: verdict')
})

test('says that a host was never read instead of judging thin air', async () => {
  const { status, stdout } = await vflab(['plan', 'check', planFile(samplePlan())])
  expect(status).toBe(1)
  expect(stdout).toContain('[host-known]')
})

test.each([
  ['no JSON', 'this is no plan'],
  ['another version', samplePlan({ schemaVersion: 99 })],
  [
    'a hostile name',
    samplePlan({ vms: [{ id: 'x', name: '$(reboot)', host: 'h', vcpus: 1, memoryMiB: 1, numaNode: null }] })
  ]
])('refuses a plan file with %s', async (_what, content) => {
  const { status, stderr } = await vflab(['plan', 'check', planFile(content), '--lab', SAMPLE_LAB])
  expect(status).toBe(3)
  expect(stderr).toContain('plan.json')
})

test('estimates every VM by all three methods', async () => {
  const plan = planFile(samplePlan())
  const { status, stdout } = await vflab(['estimate', plan, '--lab', SAMPLE_LAB, '--json'])
  expect(status).toBe(0)
  const { vms, ports } = JSON.parse(stdout) as {
    vms: { method: string; isPlanned: boolean }[]
    ports: object[]
  }
  expect(vms.map((each) => each.method).sort()).toEqual(['direct', 'sriov', 'virtio'])
  expect(vms.filter((each) => each.isPlanned).map((each) => each.method)).toEqual(['sriov'])
  expect(ports).toHaveLength(1)
  const text = (await vflab(['estimate', plan, '--lab', SAMPLE_LAB])).stdout
  expect(text).toMatch(/^web1 +sriov \* +\d/m)
})

test('estimates with a preset of the hosts, says so, and refuses a file that is none', async () => {
  const plan = planFile(samplePlan())
  const preset = join(testFolder(), 'preset.json')
  const parameters = { 'guest.streamGbpsPerVcpu': 0.1 }
  writeFileSync(preset, JSON.stringify({ schemaVersion: 1, kind: 'vflab-preset', parameters }))
  const args = ['estimate', plan, '--lab', SAMPLE_LAB, '--json']
  const planned = (stdout: string): { gbps: { value: number }; notes: string[] } | undefined =>
    (
      JSON.parse(stdout) as { vms: { isPlanned: boolean; gbps: { value: number }; notes: string[] }[] }
    ).vms.find((each) => each.isPlanned)
  const [without, fitted, refused] = await Promise.all([
    vflab(args),
    vflab([...args, '--parameters', preset]),
    vflab([...args, '--parameters', plan])
  ])
  const slow = planned(fitted.stdout)
  expect(slow?.gbps.value).toBeLessThan(planned(without.stdout)?.gbps.value ?? 0)
  expect(slow?.notes.join()).toContain('holds: guest.streamGbpsPerVcpu 0.1 Gb/s')
  expect(planned(without.stdout)?.notes.join()).not.toContain('preset of')
  expect(refused).toMatchObject({ status: 3, stdout: '' })
  expect(refused.stderr).toContain('plan.json: ')
})

test('writes a script that bash takes, executable, and does not replace it unasked', async () => {
  const folder = join(testFolder(), 'out')
  const args = ['export', planFile(samplePlan()), '--lab', SAMPLE_LAB, '--format', 'bash', '-o', folder]
  const { status, stdout } = await vflab(args)
  expect(status).toBe(0)
  const path = stdout.trim()
  execFileSync('bash', ['-n', path])
  expect(statSync(path).mode & 0o111).toBe(0o111)
  const again = await vflab(args)
  expect(again.status).toBe(3)
  expect(again.stderr).toContain('--force')
  expect((await vflab([...args, '--force'])).status).toBe(0)
})

test('refuses to export an unknown form, an unknown host, and what cannot be made', async () => {
  const args = (plan: object, ...more: string[]) => [
    ...['export', planFile(plan), '--lab', SAMPLE_LAB, '-o', testFolder()],
    ...more
  ]
  expect((await vflab(args(samplePlan(), '--format', 'cobol'))).stderr).toContain('bash, libvirt')
  expect((await vflab(args(samplePlan(), '--format', 'bash', '--host', 'lab-z9'))).status).toBe(2)
  const tooMany = samplePlan({ pfs: [{ host: 'sample-lab-a2', address: '0000:01:00.0', numVfs: 96 }] })
  const refused = await vflab(args(tooMany, '--format', 'bash'))
  expect(refused.status).toBe(1)
  expect(refused.stderr).toContain('0000:01:00.0')
})

test('errors of the check stop an export, unless insisted on; then the file names them', async () => {
  const pf = '0000:01:00.0'
  const host = 'sample-lab-a2'
  const mac = '52:54:00:00:00:10'
  const vfs = [0, 1].map((index) => ({ host, pf, index, settings: { mac } }))
  const plan = planFile(samplePlan({ pfs: [{ host, address: pf, numVfs: 2 }], vfs }))
  const folder = join(testFolder(), 'insisted')
  const args = ['export', plan, '--lab', SAMPLE_LAB, '--format', 'bash', '-o', folder]
  const refused = await vflab(args)
  expect(refused.status).toBe(1)
  expect(refused.stderr).toMatch(/\[mac-unique\][^]*--insist/)
  const insisted = await vflab([...args, '--insist'])
  expect(insisted.status).toBe(0)
  expect(insisted.stderr).toContain('overridden: ')
  expect(readFileSync(insisted.stdout.trim(), 'utf8')).toMatch(/^# Made in spite of an error.*52:54:00/m)
})
