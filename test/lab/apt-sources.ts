import { LabError } from './lab-error.ts'
import { commandOutput } from './run-command.ts'

/** One suite of one archive that apt on this machine is configured to use. */
export interface AptSource {
  /** Who publishes it, from the archive's Release file; empty until `apt-get update` has fetched that. */
  readonly origin: string
  /** Base address, e.g. of a mirror, ending in a slash. */
  readonly uri: string
  /** Suite as written in the sources, e.g. `bookworm-security`. */
  readonly release: string
  /** e.g. `main` */
  readonly component: string
}

const FIELDS = ['ORIGIN', 'REPO_URI', 'RELEASE', 'COMPONENT'] as const
const TARGET_FORMAT = FIELDS.map((field) => `$(${field})`).join('\t')

/**
 * Parses `apt-get indextargets` in our own format: one line per source, fields separated by tabs.
 *
 * apt leaves `$(ORIGIN)` as it is when it has not read the archive's Release file yet.
 */
export const parseAptSources = (output: string): AptSource[] =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [origin = '', uri = '', release = '', component = ''] = line.split('\t')
      return { origin: origin.startsWith('$(') ? '' : origin, uri, release, component }
    })

/**
 * What apt on this machine is configured to use. apt itself is asked, so one-line lists, deb822 files, mirror
 * lists and disabled entries are all understood as apt understands them.
 */
export const readAptSources = async (): Promise<AptSource[]> =>
  parseAptSources(
    await commandOutput('apt-get', ['indextargets', '--format', TARGET_FORMAT, 'Created-By: Packages'])
  )

/** Debian's own suites of a release: the release, its updates, its security updates. No backports. */
const ownSuites = (release: string): readonly string[] => [
  release,
  `${release}-updates`,
  `${release}-security`
]

/**
 * One-line apt sources for installing `release` (e.g. `bookworm`) from the archives this machine uses.
 *
 * Third-party lists are left out, whatever suite name they use: only archives whose Release file says
 * `Origin: Debian` count. Throws a LabError when the release itself is not among them.
 */
export const debianSourceLines = (sources: readonly AptSource[], release: string): string[] => {
  const usable = sources.filter(
    ({ origin, release: suite, component }) =>
      origin === 'Debian' && component === 'main' && ownSuites(release).includes(suite)
  )
  if (!usable.some((source) => source.release === release)) {
    throw new LabError(
      `apt on this machine has no source for Debian ${release} (main). ` +
        'Add one under /etc/apt, run apt-get update, and try again.'
    )
  }
  return [...new Set(usable.map(({ uri, release: suite, component }) => `deb ${uri} ${suite} ${component}`))]
}

/** Base address of the archive that holds Debian `release`, without its updates and security suites. */
export const debianArchiveUri = (sources: readonly AptSource[], release: string): string | undefined =>
  sources.find((source) => source.origin === 'Debian' && source.release === release)?.uri
