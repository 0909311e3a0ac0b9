import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { element, escapeXml, formatXml } from './xml.ts'

const unescape = (text: string): string =>
  text.replace(/&(#(\d+)|amp|lt|gt|quot|apos);/g, (_, name: string, code: string | undefined) =>
    code === undefined
      ? ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name] ?? '')
      : String.fromCharCode(Number(code))
  )

describe('escapeXml', () => {
  it('leaves nothing that ends a text or an attribute', () => {
    expect(escapeXml(`<a b='c' d="e">&amp;`)).toBe('&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp;')
  })

  it('is undone by an XML reader, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text))
        expect(unescape(escapeXml(text))).toBe(text)
        expect(escapeXml(text)).not.toMatch(/[<>'"\n]/)
      })
    )
  })

  it.each(['\u0000', '\u001b', '\uffff', '\ud800'])('refuses %j, which XML cannot hold', (char) => {
    expect(() => escapeXml(char)).toThrow(RangeError)
  })
})

describe('formatXml', () => {
  it('indents elements and keeps text on one line', () => {
    const root = element('a', { b: "it's" }, element('c'), element('d', { n: 1 }, 'x < y'))
    expect(formatXml(root)).toBe("<a b='it&apos;s'>\n  <c/>\n  <d n='1'>x &lt; y</d>\n</a>\n")
  })
})
