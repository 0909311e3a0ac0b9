/**
 * The main job from start to finish: the real app, the real SSH, a real kernel with real SR-IOV devices.
 * The steps share one host and one profile, so they run in order and stop at the first failure.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { startHost } from '../lab/start-host.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'
import { answerForTheUser, expect, launchApp, test } from './app.ts'

const NIC = '0000:01:00.0'
const NVME = '0000:03:00.0'

test.describe.configure({ mode: 'serial', timeout: 300_000 })

let host: VirtualHost
let folder: string
let app: ElectronApplication
let page: Page
let scriptPath: string
let said: Awaited<ReturnType<typeof answerForTheUser>>

const onHost = async (command: string): Promise<string> => {
  const result = await host.exec(command)
  return result.stdout.trim()
}
const numVfs = (pf: string): Promise<string> => onHost(`cat /sys/bus/pci/devices/${pf}/sriov_numvfs`)
const open = async (): Promise<void> => {
  app = await launchApp(join(folder, 'profile'))
  said = await answerForTheUser(app)
  page = await app.firstWindow()
}
const vf = (pf: string, index: number): Locator =>
  page.locator(`[data-pf="${pf}"] [data-vf="${pf}#${index}"]`)
const vm = (name: string): Locator => page.locator(`[data-vm="${name}"]`)

/** Sets the number of VFs of a PF in the plan. */
async function planVfs(pf: string, count: number): Promise<void> {
  const field = page.locator(`[data-pf="${pf}"] input[data-numvfs]`)
  await field.fill(String(count))
  await field.press('Enter')
}

/** Runs an action of the Provision place and waits until the run has ended. */
async function provision(action: 'dry-run' | 'verify'): Promise<void> {
  await page.locator(`[data-action="${action}"]`).click()
  await runEnds()
}

/** The same for one that asks first: `button` is the answer. */
async function answered(action: 'rollback', button: string): Promise<void> {
  await page.locator(`[data-action="${action}"]`).click()
  // What the roll back takes on this host: the VFs that were made, and the interfaces on them.
  for (const consent of ['recreate-vfs', 'take-interfaces'])
    await page.locator(`[data-action="consent-${consent}"]`).click()
  await page.locator(`[data-action="${button}"]`).click()
  await runEnds()
}

async function runEnds(): Promise<void> {
  await expect(page.locator('[data-job-state="running"]')).toBeVisible()
  await expect(page.locator('[data-job-state="done"]')).toBeVisible({ timeout: 120_000 })
}

test.beforeAll(async () => {
  test.setTimeout(900_000)
  folder = mkdtempSync(join(tmpdir(), 'vf-lab-journey-'))
  host = await startHost({ topology: 'two-nics-nvme' })
  await open()
})

test.afterAll(async () => {
  await app.close()
  await host.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a host is added, its key compared, and it is scanned', async () => {
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('menuitem', { name: /Add a host/ }).click()
  await page.getByLabel('Address').fill(`root@127.0.0.1:${host.port}`)
  await page.getByLabel('Name in VF Lab').fill('rack-1')
  await page.getByRole('radio', { name: 'Private key' }).click()
  // A key outside ~/.ssh is chosen in the dialog of the operating system.
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, host.privateKeyPath)
  await page
    .getByRole('button', { name: /Choose/ })
    .last()
    .click()
  await page.getByRole('button', { name: /^Add/ }).last().click()

  const question = page.getByRole('dialog')
  await expect(question).toContainText(host.hostKeyFingerprintSha256, { timeout: 30_000 })
  await question.getByRole('button', { name: /fingerprint matches/ }).click()
  // Only the user can trust a key: the main process asks outside the page.
  await expect.poll(said.questions).toContainEqual(expect.stringContaining(host.hostKeyFingerprintSha256))
  await expect(page.getByRole('row').filter({ hasText: 'rack-1' })).toContainText(/0 ?\/ ?18/, {
    timeout: 60_000
  })
})

test('after a restart without the host everything is still there', async () => {
  await app.close()
  await open()
  await page.getByText('rack-1').first().click()
  await expect(page.getByText(NIC.slice(5)).first()).toBeVisible()
  await expect(page.getByText(NVME.slice(5)).first()).toBeVisible()
})

test('VFs are dragged to VMs, and a VF that is given away is refused before the drop', async () => {
  await page.keyboard.press('Control+2')
  await page.getByRole('button', { name: 'Make the first plan' }).click()
  await page.getByRole('button', { name: 'rack-1' }).first().click()
  await planVfs(NIC, 3)
  await planVfs(NVME, 2)
  const newVm = page.locator('[data-target="new-vm"]')
  await vf(NIC, 0).dragTo(newVm)
  await expect(vm('vm1')).toBeVisible()
  await vf(NIC, 1).dragTo(newVm)
  await expect(vm('vm2')).toBeVisible()
  await vf(NVME, 0).dragTo(newVm)
  await expect(vm('vm3')).toContainText('VF 0')

  // VF 0 belongs to vm1: over vm2 the refusal and its reason show while the mouse button is still down.
  await vf(NIC, 0).hover()
  await page.mouse.down()
  await vm('vm2').hover()
  await vm('vm2').hover({ position: { x: 30, y: 40 } })
  await expect(vm('vm2').locator('[data-verdict="refused"]')).toContainText('vm1')
  await page.mouse.up()
  await expect(vm('vm2')).not.toContainText('VF 0')
})

test('the settings of a VF are planned, and every VM shows what it will get', async () => {
  await vf(NIC, 0).click()
  await page.getByLabel('MAC', { exact: false }).first().fill('52:54:00:12:34:56')
  await page.keyboard.press('Enter')
  await page.getByLabel('VLAN', { exact: true }).first().fill('100')
  await page.keyboard.press('Enter')
  await expect(vm('vm1')).toContainText('100')
  for (const name of ['vm1', 'vm2']) {
    await expect(vm(name)).toContainText(/\d(\.\d+)? Gb\/s/)
    await expect(vm(name)).toContainText('virtio')
    await expect(vm(name)).toContainText('limited by')
  }
  await expect(page.locator('[data-finding][data-severity="error"]')).toHaveCount(0)
})

test('the bash script is exported and clean', async () => {
  await page.locator('[data-action="go-provision"]').click()
  await page.getByRole('tab', { name: 'Shell script' }).click()
  scriptPath = join(folder, 'apply.sh')
  // The dialog belongs to the operating system; the test answers for the user.
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, scriptPath)
  await page.locator('[data-action="export-bash"]').click()
  await expect.poll(() => readFileSync(scriptPath, 'utf8')).toContain(NIC)
  execFileSync('bash', ['-n', scriptPath])
})

test('the plan is applied, and the host is as planned', async () => {
  await provision('dry-run')
  expect(await numVfs(NIC)).toBe('0')

  await page.locator('[data-action="apply"]').click()
  await page.locator('[data-action="confirm-apply"]').click()
  const log = page.getByRole('log', { name: 'log' })
  await expect(log).toContainText('step 1/')
  // The window comes back in the middle of the run, or right after it: the log is there from its beginning.
  await page.reload()
  await expect(log).toContainText('VF Lab: apply plan')
  await expect(page.locator('[data-outcome="as-planned"]').first()).toBeVisible({ timeout: 180_000 })

  expect(await numVfs(NIC)).toBe('3')
  expect(await numVfs(NVME)).toBe('2')
  expect(await onHost('ip -d link show enp1s0')).toMatch(/vf 0 .*52:54:00:12:34:56.*vlan 100/)
  const driver = (virtfn: string): Promise<string> =>
    onHost(`basename $(readlink /sys/bus/pci/devices/${virtfn}/driver)`)
  expect(await driver(`${NIC}/virtfn0`)).toBe('vfio-pci')
  expect(await driver(`${NIC}/virtfn1`)).toBe('vfio-pci')
  expect(await driver(`${NVME}/virtfn0`)).toBe('vfio-pci')
})

test('a change by hand shows as drift', async () => {
  await onHost('ip link set enp1s0 vf 0 vlan 200')
  await provision('verify')
  await expect(page.locator('[data-comparison="differs"]')).toBeVisible()
  await page.getByRole('tab', { name: /Differences/ }).click()
  const row = page.locator('tr', { hasText: 'VLAN' })
  await expect(row).toContainText('100')
  await expect(row).toContainText('200')
})

test('a roll back leaves the host as it was found', async () => {
  const rollBack = (button: string): Promise<void> => answered('rollback', button)
  await rollBack('rehearse-rollback')
  await expect(page.getByRole('log', { name: 'log' })).toContainText('would restore: 0 VFs (found 3')
  expect(await numVfs(NIC)).toBe('3')
  await rollBack('confirm-rollback')
  expect(await numVfs(NIC)).toBe('0')
  expect(await numVfs(NVME)).toBe('0')
})

test('the exported script, run by hand over plain ssh, gives the same state, twice', async () => {
  const script = readFileSync(scriptPath, 'utf8')
  const encoded = Buffer.from(script).toString('base64')
  await onHost(`echo ${encoded} | base64 -d > apply.sh`)
  const first = await host.exec('bash apply.sh', { timeoutMs: 120_000 })
  expect(first.code, first.stdout + first.stderr).toBe(0)
  const second = await host.exec('bash apply.sh', { timeoutMs: 120_000 })
  expect(second.code, second.stdout + second.stderr).toBe(0)
  expect(second.stdout).toMatch(/as planned/i)

  await provision('verify')
  await expect(page.locator('[data-comparison="as-planned"]')).toBeVisible()
  expect(await numVfs(NIC)).toBe('3')
  const undone = await host.exec('bash apply.sh --rollback', { timeoutMs: 120_000 })
  expect(undone.code, undone.stdout + undone.stderr).toBe(0)
  expect(await numVfs(NIC)).toBe('0')
})
