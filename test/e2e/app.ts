import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'

interface Fixtures {
  /** Data folder of this test: a fresh profile, kept over `relaunch`. */
  readonly profile: string
  readonly app: ElectronApplication
  readonly page: Page
  /** Closes the app and starts it again on the same profile. */
  readonly relaunch: () => Promise<Page>
}

/** Starts the built app as `npm start` does. */
export function launchApp(profile: string, env: Record<string, string> = {}): Promise<ElectronApplication> {
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return _electron.launch({
    args: [...flags, resolve('.')],
    env: { ...(process.env as Record<string, string>), VFLAB_USER_DATA: profile, ...env }
  })
}

/** A real app with a fresh profile for each test, closed and removed afterwards. */
export const test = base.extend<Fixtures & { readonly running: { current: ElectronApplication } }>({
  profile: async ({}, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'vf-lab-e2e-'))
    await use(profile)
    rmSync(profile, { recursive: true, force: true })
  },
  running: async ({ profile }, use) => {
    const running = { current: await launchApp(profile) }
    await use(running)
    await running.current.close()
  },
  app: async ({ running }, use) => use(running.current),
  page: async ({ app }, use) => use(await app.firstWindow()),
  relaunch: async ({ running, profile }, use) => {
    await use(async () => {
      await running.current.close()
      running.current = await launchApp(profile)
      return running.current.firstWindow()
    })
  }
})

/** Answers the message boxes of the main process with their act; what they said is in `questions()`. */
export async function answerForTheUser(app: ElectronApplication): Promise<{
  readonly questions: () => Promise<readonly string[]>
}> {
  await app.evaluate(({ dialog }) => {
    const said: string[] = []
    ;(globalThis as { saidByDialogs?: string[] }).saidByDialogs = said
    dialog.showMessageBox = (...args: unknown[]) => {
      const { message, detail } = args.at(-1) as Electron.MessageBoxOptions
      said.push(`${message}\n${detail}`)
      return Promise.resolve({ response: 1, checkboxChecked: false })
    }
  })
  return {
    questions: () => app.evaluate(() => (globalThis as { saidByDialogs?: string[] }).saidByDialogs ?? [])
  }
}

export { expect } from '@playwright/test'
