import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianArchiveUri, readAptSources } from './apt-sources.ts'
import { LabError } from './lab-error.ts'
import { asRoot, commandOutput, runCommand } from './run-command.ts'

/** A Debian package the rig needs on this machine, and what for. */
interface HostPackage {
  readonly name: string
  readonly purpose: string
}

const TOOLS: readonly HostPackage[] = [
  { name: 'mmdebstrap', purpose: 'installs the guest system from Debian packages' },
  { name: 'e2fsprogs', purpose: 'makes its root file system' },
  { name: 'cpio', purpose: 'packs the busybox guest' },
  { name: 'kmod', purpose: 'picks its kernel modules' },
  { name: 'zstd', purpose: 'packs saved states' },
  { name: 'openssh-client', purpose: 'makes keys and connects to the hosts' }
]

const EMULATOR: readonly HostPackage[] = [
  { name: 'qemu-system-x86', purpose: 'runs the virtual hosts' },
  { name: 'qemu-utils', purpose: 'makes disk images' }
]

/** First QEMU major version with igb, the emulated SR-IOV network card (QEMU 8.0 change log, "Networking"). */
const FIRST_QEMU_WITH_IGB = 8

const BACKPORTS_FILE = '/etc/apt/sources.list.d/vf-lab-backports.sources'

/** Upstream major version of a Debian version string such as `1:10.0.2+ds-2`; undefined when there is none. */
export const upstreamMajor = (version: string): number | undefined => {
  const major = /^(?:\d+:)?(\d+)\./.exec(version)?.[1]
  return major === undefined ? undefined : Number(major)
}

/**
 * Versions of the installed packages, by name, from the output of
 * `dpkg-query --show --showformat '${db:Status-Status} ${Package} ${Version}\n'`. Packages that were removed
 * but not purged are listed by dpkg too; they do not count.
 */
export const parseInstalledVersions = (output: string): ReadonlyMap<string, string> =>
  new Map(
    output
      .split('\n')
      .map((line) => line.split(' '))
      .flatMap(([status, name, version]) =>
        status === 'installed' && name && version ? [[name, version] as const] : []
      )
  )

/** A deb822 apt source for the backports suite of `codename`, from the mirror the machine already uses. */
export const backportsSource = (mirrorUri: string, codename: string): string =>
  [
    '# Added by the virtual lab of VF Lab (npm run lab) for a QEMU with an SR-IOV network card.',
    '# Nothing is upgraded from here by itself. Safe to delete when the virtual lab is not needed.',
    'Types: deb',
    `URIs: ${mirrorUri}`,
    `Suites: ${codename}-backports`,
    'Components: main',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    ''
  ].join('\n')

const installedVersions = async (): Promise<ReadonlyMap<string, string>> => {
  const names = [...TOOLS, ...EMULATOR].map(({ name }) => name)
  const format = '${db:Status-Status} ${Package} ${Version}\n'
  // dpkg-query ends with code 1 when one of the names is unknown, and still lists the others.
  const { stdout } = await runCommand('dpkg-query', ['--show', `--showformat=${format}`, ...names])
  return parseInstalledVersions(stdout)
}

const hasIgb = (version = ''): boolean => (upstreamMajor(version) ?? 0) >= FIRST_QEMU_WITH_IGB

/** Another package installation that is under way gets this many seconds to end. */
const APT_LOCK_SECONDS = 300

const apt = async (...args: string[]): Promise<void> => {
  const wait = ['-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS}`]
  const [program, rootArgs] = asRoot('apt-get', [...wait, ...args])
  const { code } = await runCommand(program, rootArgs, {
    isShown: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' }
  })
  if (code !== 0) {
    throw new LabError(`apt-get ${args.join(' ')} ended with code ${code}; its output is above`)
  }
}

const install = async (
  packages: readonly HostPackage[],
  say: (message: string) => void,
  options: readonly string[] = []
): Promise<void> => {
  say('Installing Debian packages on this machine:')
  for (const { name, purpose } of packages) say(`  ${name}: ${purpose}`)
  const names = packages.map(({ name }) => name)
  await apt('install', '--yes', '--quiet=2', '--no-install-recommends', ...options, ...names)
}

const codename = async (): Promise<string> => {
  const name = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1]
  if (name === undefined) {
    throw new LabError('/etc/os-release names no VERSION_CODENAME; the virtual lab runs on Debian')
  }
  return name
}

const candidateVersion = async (name: string): Promise<string> =>
  /^ {2}Candidate: (\S+)$/m.exec(await commandOutput('apt-cache', ['policy', name]))?.[1] ?? ''

const addBackports = async (suite: string, say: (message: string) => void): Promise<void> => {
  const sources = await readAptSources()
  if (sources.some(({ release }) => release === `${suite}-backports`)) return
  const mirror = debianArchiveUri(sources, suite)
  if (mirror === undefined) {
    throw new LabError(
      `apt on this machine has no Debian source for ${suite}, so its backports cannot be found. ` +
        'Add one under /etc/apt, run apt-get update, and try again.'
    )
  }
  say(`Adding ${suite}-backports to apt as ${BACKPORTS_FILE}:`)
  say(`  the QEMU of ${suite} itself has no SR-IOV network card (igb, QEMU ${FIRST_QEMU_WITH_IGB} and later)`)
  const directory = await mkdtemp(join(tmpdir(), 'vf-lab-'))
  try {
    const draft = join(directory, 'backports.sources')
    await writeFile(draft, backportsSource(mirror, suite))
    await commandOutput(...asRoot('install', ['-m', '644', draft, BACKPORTS_FILE]))
  } finally {
    await rm(directory, { recursive: true })
  }
  await apt('update', '--quiet=2')
}

const installEmulator = async (say: (message: string) => void): Promise<void> => {
  if (hasIgb(await candidateVersion('qemu-system-x86'))) {
    await install(EMULATOR, say)
    return
  }
  const suite = await codename()
  await addBackports(suite, say)
  await install(EMULATOR, say, ['--target-release', `${suite}-backports`])
}

/**
 * Installs what the rig needs on this machine and is not there yet, by apt-get (through sudo unless root).
 * A no-op of one dpkg query when everything is present. `say` gets a line for everything that is changed.
 *
 * Throws a LabError when apt-get fails or the machine is no Debian.
 */
export const ensureHostPackages = async (say: (message: string) => void): Promise<void> => {
  const installed = await installedVersions()
  const missingTools = TOOLS.filter(({ name }) => !installed.has(name))
  const isEmulatorMissing =
    !hasIgb(installed.get('qemu-system-x86')) || EMULATOR.some(({ name }) => !installed.has(name))
  if (missingTools.length === 0 && !isEmulatorMissing) return
  say('Reading the package lists (apt-get update)')
  await apt('update', '--quiet=2')
  if (missingTools.length > 0) await install(missingTools, say)
  if (isEmulatorMissing) await installEmulator(say)
}
