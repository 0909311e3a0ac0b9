/** The command line against a real SR-IOV host: read, judge, estimate, export, apply, verify, roll back. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { startHost } from '../lab/start-host.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'

const PF = '0000:01:00.0'
const VF_MAC = '52:54:00:ab:cd:01'

let host: VirtualHost
let folder: string

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `vflab` as a user does, with a data folder of its own. */
const vflab = (...args: string[]): Promise<Outcome> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve('electron/cli/vflab.ts'), ...args], {
      env: { ...process.env, VFLAB_USER_DATA: join(folder, 'data') }
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    child.once('error', fail)
    child.once('close', (code) => done({ code, stdout, stderr }))
  })
const target = (): string => `root@127.0.0.1:${host.port}`
const login = (): string[] => ['--key', host.privateKeyPath, '--known-hosts', host.knownHostsPath]
const numVfs = async (): Promise<string> =>
  (await host.exec(`cat /sys/bus/pci/devices/${PF}/sriov_numvfs`)).stdout.trim()

/** A plan for the host that was scanned: two VFs, one of them for a VM. */
function writePlan(hostId: string): string {
  const path = join(folder, 'plan.json')
  const plan = {
    schemaVersion: 1,
    id: 'command-line',
    name: 'Command line',
    notes: '',
    pfs: [{ host: hostId, address: PF, numVfs: 2 }],
    vms: [{ id: 'vm-1', name: 'web1', host: hostId, vcpus: 1, memoryMiB: 64, numaNode: null }],
    assignments: [{ function: { kind: 'vf', host: hostId, pf: PF, index: 1 }, vm: 'vm-1' }],
    vfs: [{ host: hostId, pf: PF, index: 1, settings: { mac: VF_MAC, vlan: 42 } }]
  }
  writeFileSync(path, JSON.stringify(plan))
  return path
}

describe('vflab on a real host', () => {
  let plan: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vf-lab-cli-'))
    host = await startHost({ topology: 'two-nics', save: true })
  })
  afterAll(async () => {
    await host.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('refuses a host whose key nobody confirmed, and shows the fingerprint', async () => {
    const refused = await vflab('scan', target(), '--key', host.privateKeyPath)
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(host.hostKeyFingerprintSha256)
  })

  it('scans a host into JSON and keeps it', async () => {
    const scanned = await vflab('scan', target(), ...login(), '--save', '--json')
    expect(scanned.code, scanned.stderr).toBe(0)
    const inventory = JSON.parse(scanned.stdout) as InventoryHost
    expect(inventory.functions.find((fn) => fn.address === PF)?.role).toMatchObject({
      kind: 'pf',
      sriov: { totalVfs: 7, numVfs: 0 }
    })
    plan = writePlan(inventory.id)
  })

  it('judges and estimates the plan', async () => {
    const checked = await vflab('plan', 'check', plan)
    expect(checked.code, checked.stdout + checked.stderr).toBe(0)
    const estimated = await vflab('estimate', plan, '--json')
    expect(estimated.code, estimated.stderr).toBe(0)
    expect(estimated.stdout).toContain('sriov')
  })

  it('exports a script that names the PF', async () => {
    const out = join(folder, 'out')
    const exported = await vflab('export', plan, '--format', 'bash', '-o', out)
    expect(exported.code, exported.stderr).toBe(0)
    const [script] = readdirSync(out).filter((name) => name.endsWith('.sh'))
    expect(readFileSync(join(out, script ?? ''), 'utf8')).toContain(PF)
  })

  it('applies the plan, finds it as planned, and applies it again without a change', async () => {
    const dry = await vflab('apply', plan, ...login(), '--dry-run', '--yes')
    expect(dry.code, dry.stdout + dry.stderr).toBe(0)
    expect(await numVfs()).toBe('0')
    for (const _round of ['first', 'second']) {
      const applied = await vflab('apply', plan, ...login(), '--yes')
      expect(applied.code, applied.stdout + applied.stderr).toBe(0)
      expect(await numVfs()).toBe('2')
    }
    const settings = await host.exec('ip -d link show')
    expect(settings.stdout).toMatch(new RegExp(`vf 1 .*${VF_MAC}.*vlan 42`))
  })

  it('reports drift with status 1, and rolls back to what was there', async () => {
    await host.exec(`ip link set $(ls /sys/bus/pci/devices/${PF}/net) vf 1 vlan 7`)
    const verified = await vflab('apply', plan, ...login(), '--verify')
    expect(verified.code, verified.stdout + verified.stderr).toBe(1)
    expect(verified.stdout + verified.stderr).toMatch(/VLAN/i)
    const undone = await vflab('apply', plan, ...login(), '--rollback', '--yes')
    expect(undone.code, undone.stdout + undone.stderr).toBe(0)
    expect(await numVfs()).toBe('0')
  })
})
