/** Composition root: the only place that knows every part of the main process. */
import { stackOf } from '../core/stack-of.ts'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { homedir } from 'node:os'
import { app, BrowserWindow, dialog, ipcMain, nativeTheme } from 'electron'
import type { Failure } from '#shared/failure.ts'
import { err } from '#shared/result.ts'
import { brokenMachine } from '../core/broken-machine.ts'
import { bugLog } from '../core/bug-log.ts'
import { osDialogs } from './dialogs/os-dialogs.ts'
import { allHandlers } from './handlers/handlers.ts'
import { serveContract } from './ipc/router.ts'
import { isOwnPage } from './ipc/trusted-sender.ts'
import { isAlive } from '../core/process-mark.ts'
import { jobRegistry } from '../core/jobs/job-registry.ts'
import { osKeychain } from './keychain/os-keychain.ts'
import { secretBox, secretPlace } from '../core/secrets/secret-box.ts'
import { fillEmptyLab } from '../core/captures/first-start.ts'
import { offerToSetDamagedAside, openStoreOrAsk } from './open-store-or-ask.ts'
import { endJobsBeforeQuit } from './quitting.ts'
import { hostKeyQuestions } from '../core/ssh/host-key-questions.ts'
import type { ReachHost } from '../core/ssh/reach-host.ts'
import { defaultDataFolder } from '../core/store/data-folder.ts'
import type { Store } from '../core/store/open-store.ts'
import type { Emit, CoreContext } from '../core/core-context.ts'
import { runtimeWarnings } from './runtime-warnings.ts'
import { APP_URL } from './window/app-files.ts'
import { registerAppScheme, serveApp } from './window/app-protocol.ts'
import { closeNetwork, lockDown, refusePermissions } from './window/lock-down.ts'
import { openMainWindow } from './window/main-window.ts'
import { noDefaultMenu, setMenu } from './window/menu.ts'
import { savedPlacement } from './window/saved-placement.ts'

/** From package.json, when the app is built. */
declare const __BUILT_FOR_ELECTRON__: string

const PLACEMENT = 'window-placement'
/** How often another process's changes are looked for. Asking takes microseconds. */
const FOREIGN_CHANGES_MS = 2000
const now = (): string => new Date().toISOString()
const dataFolder = defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() })
// In development the page comes from Vite; a packaged app never listens to the environment.
const pageUrl = (!app.isPackaged && process.env['ELECTRON_RENDERER_URL']) || APP_URL
/** The page is made of our own files and needs no network; in development it comes from Vite. */
const isOffline = pageUrl === APP_URL

const logBug = bugLog(dataFolder, now)
process.on('uncaughtExceptionMonitor', (error) => logBug(`main: ${error.stack ?? error.message}`))

// Written down and survived: one part that failed is no reason to leave a host half way.
process.on('unhandledRejection', (reason) => logBug(`main: unhandled: ${stackOf(reason)}`))

app.setPath('userData', dataFolder)
if (app.requestSingleInstanceLock()) {
  noDefaultMenu()
  registerAppScheme()
  lockDown(isOffline)
  void start().catch(tellAndQuit)
} else app.quit()

async function start(): Promise<void> {
  // The file is opened while Electron gets ready.
  const [store] = await Promise.all([openStoreOrAsk(dataFolder, now), app.whenReady()])
  if (!store) return app.quit()
  try {
    startWith(store)
  } catch (error) {
    // Damage shows where it is read. The window is not there yet, so nothing of this start is lost.
    if (brokenMachine(error)?.kind !== 'database-damaged' || BrowserWindow.getAllWindows().length > 0)
      throw error
    store.close()
    if (await offerToSetDamagedAside(String(error), dataFolder, now)) app.relaunch()
    app.exit(0)
  }
}

/** A start that fails says so: without a window there is nothing else to see. */
async function tellAndQuit(error: unknown): Promise<void> {
  logBug(`start: ${stackOf(error)}`)
  await app.whenReady()
  const known = brokenMachine(error)
  dialog.showErrorBox(
    'VF Lab cannot start',
    known
      ? `${known.message}.\n\n${known.fix}`
      : `${String(error)}\n\nThe details are in ${join(dataFolder, 'vflab.log')}. Your data in ${dataFolder} was not changed.`
  )
  app.exit(1)
}

function startWith(store: Store): void {
  nativeTheme.themeSource = store.settings.all().theme
  refusePermissions()
  if (isOffline) closeNetwork()
  serveApp(join(__dirname, '../renderer'))
  connectParts(store)
  openMainWindow({
    url: pageUrl,
    preload: join(__dirname, '../preload/index.cjs'),
    placement: savedPlacement(store.settings.read(PLACEMENT)),
    onClose: (placement) => store.settings.write(PLACEMENT, placement),
    logBug
  })
  // The page is on its way; a menu takes several milliseconds to build.
  setMenu({ isMac: process.platform === 'darwin', isDevelopment: !app.isPackaged })
  // Runs whose VF Lab was killed; a command line that still works on one is left alone.
  store.runs.endOrphans(isAlive, now())
}

function connectParts(store: Store): void {
  const emit: Emit = (event, payload) => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(event, payload)
  }
  const context: CoreContext = {
    store,
    emit,
    now,
    newId: () => randomBytes(10).toString('hex'),
    logBug
  }
  const sampleFolder = join(app.getAppPath(), 'electron', 'sample-lab')
  const jobs = jobRegistry(context)
  const secrets = secretBox(store.hosts, osKeychain)
  const questions = hostKeyQuestions(context)
  const reach: ReachHost = async (...args) => {
    const { hostReacher, storedTrust } = await import('../core/ssh/reach-host.ts')
    const reacher = hostReacher({
      trustOf: storedTrust(store.trustedKeys),
      remember: store.trustedKeys.trust,
      secretsOf: ({ id, connection, hostKey }) =>
        connection === null ? {} : secrets.get(id, secretPlace(connection, hostKey)),
      ask: questions.ask,
      timeoutMs: () => store.settings.all().connectTimeoutSeconds * 1000,
      now
    })
    const reached = await reacher(...args)
    return reached.ok ? reached : err(withoutFileDetails(reached.error, logBug))
  }
  serveContract(
    ipcMain,
    allHandlers({
      ...context,
      jobs,
      secrets,
      questions,
      reach,
      dialogs: osDialogs(() => BrowserWindow.getAllWindows()[0] ?? null),
      sampleFolder,
      firstStart: fillEmptyLab(context, sampleFolder).catch((error: unknown) =>
        logBug(`sample lab: ${String(error)}`)
      ),
      about: {
        version: app.getVersion(),
        electron: process.versions.electron,
        platform: process.platform,
        dataFolder
      },
      warnings: runtimeWarnings({
        electron: process.versions.electron,
        builtFor: __BUILT_FOR_ELECTRON__,
        hasSandbox: !app.commandLine.hasSwitch('no-sandbox')
      }),
      onSettings: ({ theme }) => {
        nativeTheme.themeSource = theme
      }
    }),
    { isTrusted: (event) => isOwnPage(event.senderFrame, pageUrl), logBug }
  )
  const watch = setInterval(tellForeignChanges(store, emit), FOREIGN_CHANGES_MS)
  endJobsBeforeQuit(jobs, () => {
    clearInterval(watch)
    store.close()
  })
}

/** What is wrong with a file of the user is written down, not told to the page. */
function withoutFileDetails(error: Failure, log: (line: string) => void): Failure {
  if (error.kind !== 'key-unreadable') return error
  log(`key: ${error.message}`)
  return {
    kind: error.kind,
    message: 'The private key of this host cannot be used',
    fix: 'Choose another key file. What is wrong with this one is written in vflab.log of the data folder.'
  }
}

/** What the command line stores beside the open window shows up there. */
function tellForeignChanges(store: Store, emit: Emit): () => void {
  let last = store.foreignChanges()
  return () => {
    const current = store.foreignChanges()
    if (current !== last) {
      emit('lab.changed', { hosts: store.hosts.list().map((host) => host.id) })
      emit('plans.changed', null)
    }
    last = current
  }
}

app.on('second-instance', () => {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.focus()
})
app.on('window-all-closed', () => app.quit())
