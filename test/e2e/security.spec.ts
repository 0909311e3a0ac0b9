import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
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

test('a page that was taken over reaches no server, by no way that Chromium has', async ({ page }) => {
  await page.waitForLoadState()
  let connections = 0
  const tcp = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  const udp = createSocket('udp4')
  let packets = 0
  udp.on('message', () => (packets += 1))
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  await page.evaluate(
    async ({ tcpPort, udpPort }) => {
      const url = `http://127.0.0.1:${tcpPort}/`
      const attempts: (() => unknown)[] = [
        () => fetch(url, { mode: 'no-cors' }),
        () => navigator.sendBeacon(url, 'x'),
        () => new WebSocket(url.replace('http', 'ws')),
        () => new EventSource(url),
        () => void (new Image().src = url),
        () => import(/* @vite-ignore */ `${url}x.js`),
        () => new Worker(url),
        () => new FontFace('x', `url(${url})`).load(),
        ...['iframe', 'embed', 'audio', 'script'].map((tag) => () => {
          const element = document.createElement(tag)
          element.setAttribute('src', url)
          document.body.append(element)
        }),
        ...['prefetch', 'preconnect', 'dns-prefetch', 'modulepreload', 'stylesheet', 'prerender'].map(
          (rel) => () => {
            const link = document.createElement('link')
            link.setAttribute('rel', rel)
            link.setAttribute('href', url)
            document.head.append(link)
          }
        ),
        () => {
          const form = document.createElement('form')
          form.action = url
          document.body.append(form)
          form.submit()
        }
      ]
      for (const attempt of attempts)
        await Promise.resolve()
          .then(attempt)
          .catch(() => undefined)
      // A frame of its own has objects of its own: what the page lacks could be taken from there.
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const view = frame.contentWindow as unknown as { RTCPeerConnection?: typeof RTCPeerConnection } | null
      for (const Peer of [globalThis.RTCPeerConnection, view?.RTCPeerConnection]) {
        if (!Peer) continue
        const iceServers = [
          { urls: `stun:127.0.0.1:${udpPort}` },
          { urls: `turn:127.0.0.1:${tcpPort}?transport=tcp`, username: 'a', credential: 'b' }
        ]
        const peer = new Peer({ iceServers })
        peer.createDataChannel('x')
        await peer.setLocalDescription(await peer.createOffer())
      }
      await new Promise((done) => setTimeout(done, 1500))
    },
    { tcpPort: port, udpPort: udp.address().port }
  )
  expect({ connections, packets }).toEqual({ connections: 0, packets: 0 })
  tcp.close()
  udp.close()
})

test('the page cannot trust a host key, open a file of its choice or have a host changed', async ({
  app,
  page
}) => {
  await page.waitForLoadState()
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
  })
  const kinds = await page.evaluate(async () => {
    const { vflab } = window as unknown as {
      vflab: { invoke(channel: string, input: unknown): Promise<{ ok: boolean; error?: { kind: string } }> }
    }
    const connection = { address: 'node-7', port: 22, user: 'root', sudo: 'none' }
    const auth = (path: string) => ({ ...connection, auth: { kind: 'key', path } })
    const answers = [
      await vflab.invoke('hosts.add', { name: 'a', connection: auth('/etc/shadow'), secrets: {} }),
      await vflab.invoke('hosts.add', { name: 'a', connection: auth('/no/such/file'), secrets: {} }),
      await vflab.invoke('host-keys.answer', { question: 'guessed', trust: true })
    ]
    return answers.map(({ error }) => error?.kind ?? 'answered')
  })
  expect(kinds).toEqual(['key-not-chosen', 'key-not-chosen', 'no-such-question'])
})
