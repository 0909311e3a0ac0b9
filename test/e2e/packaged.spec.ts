/** The packaged app: everything it needs is in the archive, and the fuses are set. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FuseV1Options, FuseState, getCurrentFuseWire } from '@electron/fuses'
import { _electron, expect, test } from '@playwright/test'

const executable = resolve('dist/test/linux-unpacked/vf-lab')

test.skip(process.platform !== 'linux', 'the packaged test build is made for Linux')

test.beforeAll(() => {
  test.setTimeout(180_000)
  execFileSync(
    process.execPath,
    [
      'node_modules/electron-builder/cli.js',
      '--linux',
      'dir',
      '--config',
      'test/package/electron-builder.cjs'
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] }
  )
})

test('starts from its archive and reads the sample lab out of its database', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'vf-lab-packaged-'))
  const app = await _electron.launch({
    executablePath: executable,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: { ...(process.env as Record<string, string>), VFLAB_USER_DATA: profile }
  })
  const page = await app.firstWindow()
  await page.getByText('lab-a1').first().click()
  await expect(page.getByText('01:00.0').first()).toBeVisible()
  expect(await app.evaluate(({ app: electron }) => electron.getAppPath())).toMatch(/app\.asar$/)
  await app.close()
  rmSync(profile, { recursive: true, force: true })
})

test('its fuses forbid running it as Node and loading code from outside the archive', async () => {
  const wire = await getCurrentFuseWire(executable)
  expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE)
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
  expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE)
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
})
