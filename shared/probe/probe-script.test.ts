import { describe, expect, it } from 'vitest'
import { probeScript } from './probe-script.ts'
import { sectionNames } from './read.ts'
import { reads } from './reads.ts'

const NONCE = '0123456789abcdef0123456789abcdef'
const script = probeScript({ nonce: NONCE })

describe('probeScript', () => {
  it('reads every section once, in order, and ends with a mark', () => {
    const sections = [...script.matchAll(/^mark 'section ([a-z-]+)'$/gm)].map(([, name]) => name)
    expect(sections).toEqual(sectionNames)
    expect(reads.map(({ name }) => name)).toEqual(sectionNames)
    expect(script).toContain(`mark end\n}\n`)
  })

  it('is one function, called on the last line, so that half a script does nothing', () => {
    const lines = script.trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(/^probe <\/dev\/null 2>\/dev\/null \| head -c \d+$/)
    const outside = script.slice(0, script.indexOf('\nprobe() {'))
    expect(outside).not.toMatch(/\/sys|\/proc/)
  })

  it('writes to nothing but its own output and /dev/null', () => {
    // "-> /dev/vfio/" in the text is a pattern of sed.
    const targets = [...script.matchAll(/(?<!-)>+ ?(&?[^\s;|)]*)/g)].map(([, target]) => target)
    expect([...new Set(targets)].sort()).toEqual(['&1', '&3', '&4', '/dev/null'])
  })

  it.each([
    ['files that act or hang when they are read', /\/(rom|vpd|resource\d|remove|rescan|reset)\b(?!_method)/],
    ['files that bind', /\b(un)?bind\b|\bnew_id\b|drivers_probe/],
    [
      'commands that change something',
      /(?<![-\w])(rm|mv|cp|dd|tee|kill|mkdir|touch|ln|chmod|chown|mount|insmod|rmmod|sysctl|eval)\s/
    ],
    ['loading of modules', /modprobe (?!virsh)/],
    ['settings of ip and ethtool', /\bip (link|addr|route) (set|add|del)|ethtool -[^i]/]
  ])('names no %s', (_, pattern) => {
    expect(script).not.toMatch(pattern)
  })

  it('says of every read what it is for', () => {
    for (const { why } of reads) expect(why).toMatch(/^[A-Z].{20,}\.$/)
  })

  it.each(['', 'short', `${NONCE}'; reboot; '`, 'X'.repeat(32), '0'.repeat(65)])(
    'refuses the nonce %j',
    (nonce) => {
      expect(() => probeScript({ nonce })).toThrow(RangeError)
    }
  )
})
