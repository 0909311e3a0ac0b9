/** What a first-time user meets: the sample lab, offline, by keyboard, in both themes. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import axe, { type AxeResults } from 'axe-core'
import type { Page } from '@playwright/test'
import { IPERF3 } from '#shared/simulate/measurements/test-outputs.ts'
import { expect, test } from './app.ts'

/** Serious faults of accessibility on what is shown now, one line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(on: Document): Promise<AxeResults> } }
    const { violations } = await axe.run(document)
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`
    )
  })
}

async function makePlan(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Plan' }).click()
  await page.getByRole('button', { name: 'Make the first plan' }).click()
  await page.getByRole('button', { name: 'lab-a1' }).first().click()
}

test('the app opens on a sample lab that is called one, and keeps it over a restart', async ({
  page,
  relaunch
}) => {
  await expect(page.getByRole('row').filter({ hasText: 'lab-a1' })).toContainText('sample')
  const again = await relaunch()
  await expect(again.getByRole('row').filter({ hasText: 'lab-a1' })).toContainText('sample')
})

test('a VF is given to a VM by keyboard alone, and taken back by undo', async ({ page }) => {
  await makePlan(page)
  await page.locator('[data-action="new-vm"]').click()
  const vm = page.locator('[data-vm="vm1"]')
  await expect(vm).toBeVisible()
  await page.keyboard.press('Escape')
  await page.locator('[data-pf="0000:01:00.0"] [data-vf="0000:01:00.0#0"]').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(vm).toContainText('VF 0')
  await page.keyboard.press('Control+z')
  await expect(vm).not.toContainText('VF 0')
})

test('errors name what is wrong where nothing can be assigned', async ({ page }) => {
  await page.getByRole('link', { name: 'Plan' }).click()
  await page.getByRole('button', { name: 'Make the first plan' }).click()
  await page.getByRole('button', { name: 'lab-d1' }).first().click()
  await page.locator('[data-action="new-vm"]').click()
  await page.locator('[data-vf]').first().hover()
  await page.mouse.down()
  await page.locator('[data-vm="vm1"]').hover()
  await page.locator('[data-vm="vm1"]').hover({ position: { x: 40, y: 40 } })
  await expect(page.locator('[data-vm="vm1"] [data-verdict="refused"]')).toContainText('IOMMU')
  await page.mouse.up()
})

test('the reset of a VF is watched step by step, and its neighbour does not notice', async ({ page }) => {
  await page.getByRole('link', { name: 'What-if' }).click()
  await page.locator('[data-action="control-path"]').click()
  await page.locator('[data-lesson="flr"]').click()
  const steps = page.getByRole('listbox', { name: 'Steps' })
  await steps.focus()
  // Whatever was played meanwhile: from here on by hand.
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  const neighbour = page.getByRole('row').filter({ hasText: 'VF 1' })
  await expect(steps.getByRole('option', { name: 'VF 0 is reset' })).toBeVisible()
  await expect(neighbour).toContainText('ready')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('region', { name: 'The chosen step' })).toContainText('VF 0 is reset')
  await page.keyboard.press('End')
  await expect(page.getByRole('region', { name: 'The chosen step' })).toContainText('vm2')
  await expect(neighbour).toContainText('1 / 0 / 0, changed')
})

test('a scenario file is opened in What-if, and a measurement laid beside its prediction', async ({
  app,
  page,
  profile
}) => {
  const measured = join(profile, 'iperf3.json')
  writeFileSync(measured, IPERF3)
  /** The dialog belongs to the operating system; the test answers for the user. */
  const open = async (path: string): Promise<void> => {
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
    }, path)
    await page.locator('[data-action="open-file"]').click()
  }
  await page.getByRole('link', { name: 'What-if' }).click()
  await open(resolve('docs/examples/scenarios/layout.json'))
  await expect(page.getByRole('rowheader', { name: 'As in the file' })).toBeVisible()
  await open(measured)
  const group = page.locator('[data-measurement="iperf3.json"]')
  await expect(group).toContainText('9.4 Gb/s')
  await expect(group).toContainText(/[+−]\d+\.\d %/)
  expect(await faults(page)).toEqual([])
  // What is on the screen stays where a file is refused.
  const bad = join(profile, 'bad.json')
  writeFileSync(bad, '{"schemaVersion": 1, "scenario": {"kind": "flr", "function": "xf"}}')
  await open(bad)
  await expect(page.getByRole('dialog')).toContainText('scenario.function')
  await page.keyboard.press('Escape')
  await expect(group).toBeVisible()
})

for (const theme of ['light', 'dark'] as const) {
  test(`every place is accessible, ${theme}`, async ({ page }) => {
    await page.evaluate(async (value) => {
      const { vflab } = window as unknown as {
        vflab: { invoke(channel: string, input: unknown): Promise<unknown> }
      }
      await vflab.invoke('settings.set', { theme: value })
    }, theme)
    await page.reload()
    await expect(page.getByText('lab-a1').first()).toBeVisible()
    expect(await faults(page)).toEqual([])
    await page.getByText('lab-a1').first().click()
    await page.getByText('01:10.0').first().click()
    expect(await faults(page)).toEqual([])
    await makePlan(page)
    await page
      .locator('[data-pf="0000:01:00.0"] [data-vf="0000:01:00.0#0"]')
      .dragTo(page.locator('[data-target="new-vm"]'))
    await expect(page.locator('[data-vm="vm1"]')).toContainText('Gb/s')
    expect(await faults(page)).toEqual([])
    await page.getByRole('link', { name: 'What-if' }).click()
    for (const tab of ['Compare', 'Sweep', 'Run', 'Packet path']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tabpanel')).toBeVisible()
      expect(await faults(page)).toEqual([])
    }
    await page.getByRole('tab', { name: 'Control path' }).click()
    expect(await faults(page)).toEqual([])
    await page.locator('[data-lesson="iommu-fault"]').click()
    await page.locator('[data-action="all"]').click()
    for (const tab of ['VFs', 'Configuration space', 'Kernel log', 'Faults']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.mouse.move(0, 0)
      expect(await faults(page)).toEqual([])
    }
    await page.getByRole('link', { name: 'Provision' }).click()
    await expect(page.locator('[data-step]').first()).toBeVisible()
    expect(await faults(page)).toEqual([])
    await page.getByRole('link', { name: 'Settings' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await faults(page)).toEqual([])
  })
}
