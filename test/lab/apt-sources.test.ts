import { describe, expect, it } from 'vitest'
import { debianArchiveUri, debianSourceLines, parseAptSources } from './apt-sources.ts'
import { LabError } from './lab-error.ts'

const line = (...fields: string[]): string => `${fields.join('\t')}\n`

const DEBIAN =
  line('Debian', 'http://mirror.test/debian/', 'bookworm', 'main') +
  line('Debian', 'http://mirror.test/debian/', 'bookworm-updates', 'main') +
  line('Debian', 'http://mirror.test/security/', 'bookworm-security', 'main')

describe('apt sources', () => {
  it('reads one source per line of what apt answers', () => {
    expect(parseAptSources(line('Debian', 'http://mirror.test/debian/', 'bookworm', 'main'))).toEqual([
      { origin: 'Debian', uri: 'http://mirror.test/debian/', release: 'bookworm', component: 'main' }
    ])
    expect(parseAptSources('')).toEqual([])
  })

  it('has no origin for an archive that apt has not read yet', () => {
    const [source] = parseAptSources(line('$(ORIGIN)', 'http://mirror.test/debian/', 'bookworm', 'main'))
    expect(source?.origin).toBe('')
  })

  it('gives the release, its updates and its security updates as one-line sources', () => {
    expect(debianSourceLines(parseAptSources(DEBIAN), 'bookworm')).toEqual([
      'deb http://mirror.test/debian/ bookworm main',
      'deb http://mirror.test/debian/ bookworm-updates main',
      'deb http://mirror.test/security/ bookworm-security main'
    ])
  })

  it.each([
    [
      'a third party that uses the suite name of Debian',
      line('Vendor', 'http://vendor.test/', 'bookworm', 'main')
    ],
    ['a third party with a suite of its own', line('Vendor', 'http://vendor.test/', 'stable', 'main')],
    ['backports', line('Debian', 'http://mirror.test/debian/', 'bookworm-backports', 'main')],
    ['another component', line('Debian', 'http://mirror.test/debian/', 'bookworm', 'contrib')],
    ['a source that is configured twice', line('Debian', 'http://mirror.test/debian/', 'bookworm', 'main')]
  ])('leaves out %s', (_, extra) => {
    const expected = debianSourceLines(parseAptSources(DEBIAN), 'bookworm')
    expect(debianSourceLines(parseAptSources(DEBIAN + extra), 'bookworm')).toEqual(expected)
  })

  it('says what to do when the release is not among the sources', () => {
    const updatesOnly = parseAptSources(
      line('Debian', 'http://mirror.test/debian/', 'bookworm-updates', 'main')
    )
    expect(() => debianSourceLines(updatesOnly, 'bookworm')).toThrow(LabError)
    expect(() => debianSourceLines(updatesOnly, 'bookworm')).toThrow('no source for Debian bookworm')
  })

  it('finds the archive of the release, not that of its security updates', () => {
    expect(debianArchiveUri(parseAptSources(DEBIAN), 'bookworm')).toBe('http://mirror.test/debian/')
    expect(debianArchiveUri(parseAptSources(DEBIAN), 'trixie')).toBeUndefined()
  })
})
