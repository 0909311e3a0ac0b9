/**
 * Takes the pictures of the README from the real app on the sample lab: `npm run pictures` (on a display).
 * They are taken by hand, before a release, not by the tests.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type Locator, type Page } from '@playwright/test'

const FOLDER = 'docs/images'
const SIZE = { width: 1360, height: 850 }
const NIC = '0000:01:00.0'
const SECOND_NIC = '0000:02:00.0'
const NVME = '0000:03:00.0'

const electron = process.env['VFLAB_ELECTRON']
if (!electron) throw new Error('run it by npm run pictures, which finds the Electron of this machine')

const profile = mkdtempSync(join(tmpdir(), 'vf-lab-pictures-'))
const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const app = await _electron.launch({
  executablePath: electron,
  args: [...flags, resolve('.')],
  env: { ...(process.env as Record<string, string>), VFLAB_USER_DATA: profile }
})
const page = await app.firstWindow()
mkdirSync(FOLDER, { recursive: true })
await app.evaluate(({ BrowserWindow }, { width, height }) => {
  BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
}, SIZE)

const picture = async (name: string): Promise<void> => {
  await page.waitForTimeout(600)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}
const vf = (pf: string, index: number): Locator =>
  page.locator(`[data-pf="${pf}"] [data-vf="${pf}#${index}"]`)
const vm = (name: string): Locator => page.locator(`[data-vm="${name}"]`)

async function useTheme(theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(async (value) => {
    const { vflab } = window as unknown as {
      vflab: { invoke(channel: string, input: unknown): Promise<unknown> }
    }
    await vflab.invoke('settings.set', { theme: value })
  }, theme)
  await page.reload()
}
const open = async (text: string, on: Page = page): Promise<void> => on.getByText(text).first().click()

await useTheme('light')
await open('lab-a1')
await open('01:10.0')
await picture('devices')

await page.keyboard.press('Control+2')
await page.getByRole('button', { name: 'Make the first plan' }).click()
await page.getByRole('button', { name: 'lab-a1' }).first().click()
const numVfs = page.locator(`[data-pf="${SECOND_NIC}"] input[data-numvfs]`)
await numVfs.fill('4')
await numVfs.press('Enter')
const newVm = page.locator('[data-target="new-vm"]')
await vf(NIC, 0).dragTo(newVm)
await vf(NIC, 1).dragTo(newVm)
await vf(NVME, 0).dragTo(newVm)
await vf(SECOND_NIC, 0).dragTo(vm('vm1'))
await vf(NIC, 0).click()
await page.locator('[data-action="generate-mac"]').click()
await page.locator('[data-setting="vlan"] input').fill('100')
await page.locator('[data-setting="maxTxRate"] input').fill('400')
await picture('plan')

await vf(NIC, 0).hover()
await page.mouse.down()
await vm('vm2').hover()
await vm('vm2').hover({ position: { x: 40, y: 50 } })
await picture('refused')
await page.mouse.up()

await page.locator('[data-action="go-provision"]').click()
await picture('provision')

await page.getByRole('link', { name: 'What-if' }).click()
await page.waitForTimeout(2000)
await picture('what-if')

await useTheme('dark')
await page.getByRole('link', { name: 'Lab' }).click()
await open('lab-b1')
await page.getByRole('tab', { name: 'Topology' }).click()
await picture('topology-dark')
await page.getByRole('link', { name: 'What-if' }).click()
await page.getByRole('tab', { name: 'Packet path' }).click()
await page.waitForTimeout(2000)
await picture('packet-path-dark')

await useTheme('light')
await page.getByRole('link', { name: 'What-if' }).click()
await page.getByRole('tab', { name: 'Control path' }).click()
await page.locator('[data-lesson="iommu-fault"]').click()
await page.locator('[data-action="all"]').click()
await picture('control-path')

await useTheme('dark')
await page.getByRole('link', { name: 'What-if' }).click()
await page.getByText('Free scenario').click()
await page.getByRole('tab', { name: 'Sweep' }).click()
await page.waitForTimeout(4000)
await picture('sweep-dark')

await app.close()
rmSync(profile, { recursive: true, force: true })
