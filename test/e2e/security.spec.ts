import { expect, test } from './app.ts'

test('the window is sandboxed, isolated and without Node', async ({ app, page }) => {
  await page.waitForLoadState()
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true
  })
  expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
  expect(await page.evaluate(() => typeof (globalThis as { process?: unknown }).process)).toBe('undefined')
})

test('the content security policy refuses inline scripts and foreign hosts', async ({ page }) => {
  await page.waitForLoadState()
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.head.append(script)
    await new Promise((done) => setTimeout(done, 100))
    return 'injected' in window
  })
  expect(ran).toBe(false)
  const fetched = await page.evaluate(() =>
    fetch('https://example.com').then(
      () => 'fetched',
      (error: unknown) => String(error)
    )
  )
  expect(fetched).toContain('Failed to fetch')
})

test('the window neither navigates away nor opens others', async ({ app, page }) => {
  await page.waitForURL(/#\/lab$/)
  const url = page.url()
  await page.evaluate(() => {
    window.open('https://example.com')
    location.href = 'https://example.com'
  })
  await page.waitForTimeout(300)
  expect(page.url()).toBe(url)
  expect(app.windows()).toHaveLength(1)
})

test('the bridge carries the channels of the contract and nothing else', async ({ page }) => {
  await page.waitForLoadState()
  const answer = await page.evaluate(async () => {
    const bridge = (
      window as unknown as { vflab: { invoke(channel: string, input: unknown): Promise<unknown> } }
    ).vflab
    const attempt = (channel: string, input: unknown): Promise<string> =>
      bridge.invoke(channel, input).then(
        (value) => JSON.stringify(value),
        (error: unknown) => String(error)
      )
    return {
      unknown: await attempt('shell.exec', { command: 'id' }),
      malformed: await attempt('inventory.get', { host: '../../etc/passwd' }),
      surplus: await attempt('inventory.get', { host: 'lab', path: '/etc' })
    }
  })
  expect(answer.unknown).not.toContain('"ok":true')
  expect(answer.malformed).not.toContain('"ok":true')
  expect(answer.surplus).not.toContain('"ok":true')
})

test('no file outside the app is served', async ({ page }) => {
  await page.waitForLoadState()
  const statuses = await page.evaluate(async () => {
    const paths = ['/../package.json', '/%2e%2e/main/index.cjs', '/..%2f..%2fpackage.json', '/index.html']
    return Promise.all(
      paths.map((path) =>
        fetch(`app://vflab${path}`).then(
          async (response) => (response.ok ? (await response.text()).slice(0, 40) : response.status),
          () => 'refused'
        )
      )
    )
  })
  expect(statuses.slice(0, 3).every((status) => typeof status === 'number' || status === 'refused')).toBe(
    true
  )
  expect(String(statuses[3]).toLowerCase()).toContain('<!doctype html>')
})
