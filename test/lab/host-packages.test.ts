import { describe, expect, it } from 'vitest'
import { backportsSource, parseInstalledVersions, upstreamMajor } from './host-packages.ts'

describe('packages on this machine', () => {
  it.each([
    ['1:7.2+dfsg-7+deb12u18', 7],
    ['1:10.0.2+ds-2+deb13u1~bpo12+1', 10],
    ['8.2.2', 8],
    ['(none)', undefined],
    ['', undefined]
  ])('reads the upstream major version of %s', (version, major) => {
    expect(upstreamMajor(version)).toBe(major)
  })

  it('counts installed packages only, not those removed with their configuration kept', () => {
    const output = 'installed cpio 2.13+dfsg-7.1\nconfig-files zstd 1.5.4\nnot-installed kmod \n'
    expect([...parseInstalledVersions(output)]).toEqual([['cpio', '2.13+dfsg-7.1']])
  })

  it('takes backports from the mirror that the machine uses', () => {
    const source = backportsSource('http://mirror.test/debian/', 'bookworm')
    expect(source).toContain('\nURIs: http://mirror.test/debian/\n')
    expect(source).toContain('\nSuites: bookworm-backports\n')
  })
})
