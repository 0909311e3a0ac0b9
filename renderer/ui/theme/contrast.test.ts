import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (name: string): string => readFileSync(`${import.meta.dirname}/${name}.css`, 'utf8')
const light = read('light')
const dark = read('dark')

const tokensOf = (css: string): Map<string, string> =>
  new Map([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]))

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const surfaces = ['window', 'panel', 'raised', 'sunken', 'hover', 'active', 'selected']
const tones = ['free', 'used', 'warning', 'refused', 'drift', 'info', 'neutral']

describe.each([
  ['light', tokensOf(light)],
  ['dark', tokensOf(dark)]
])('the %s theme', (_name, tokens) => {
  const at = (name: string): string => {
    const hex = tokens.get(name)
    if (hex === undefined) throw new Error(`no token --${name}`)
    return hex
  }

  it.each(surfaces)('keeps text readable on surface-%s', (surface) => {
    for (const text of ['text', 'text-muted', 'accent-text']) {
      expect(contrast(at(text), at(`surface-${surface}`)), `--${text}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each(tones)('keeps text of tone %s readable on its fill and on panels, hovered and selected', (tone) => {
    for (const ground of [`${tone}-fill`, ...surfaces.map((surface) => `surface-${surface}`)]) {
      expect(contrast(at(`${tone}-text`), at(ground)), ground).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each(tones)('lets a bar or a dot of tone %s stand out from a panel', (tone) => {
    expect(contrast(at(`${tone}-solid`), at('surface-panel'))).toBeGreaterThanOrEqual(3)
  })

  it('keeps the words on filled buttons readable', () => {
    for (const fill of ['accent', 'accent-hover']) {
      expect(contrast(at('on-accent'), at(fill)), fill).toBeGreaterThanOrEqual(4.5)
    }
    for (const fill of ['danger', 'danger-hover']) {
      expect(contrast(at('on-danger'), at(fill)), fill).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('makes focus and the outline of controls visible on every surface', () => {
    for (const surface of surfaces) {
      expect(contrast(at('focus'), at(`surface-${surface}`)), surface).toBeGreaterThanOrEqual(3)
    }
    for (const surface of ['panel', 'raised', 'window', 'sunken']) {
      expect(contrast(at('border-control'), at(`surface-${surface}`)), surface).toBeGreaterThanOrEqual(3)
    }
  })

  it('names the same colours as the other theme', () => {
    expect([...tokens.keys()].sort()).toEqual([...tokensOf(light).keys()].sort())
  })
})
