import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { standaloneSvg } from './standalone-svg.ts'

const picture = (inner: string): SVGSVGElement => {
  document.body.innerHTML = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" font-family="var(--font-text)">${inner}</svg>`
  const svg = document.querySelector('svg')
  if (svg === null) throw new Error('no picture')
  return svg
}
const parsed = (text: string): Document => new DOMParser().parseFromString(text, 'image/svg+xml')

beforeEach(() => {
  document.documentElement.style.setProperty('--font-text', '"Inter Variable", system-ui')
  document.documentElement.style.setProperty('--series-one', '#1f63c4')
})
afterEach(() => {
  document.body.innerHTML = ''
  document.documentElement.removeAttribute('style')
})

describe('a picture as a file of its own', () => {
  it('is well formed when a variable has quotes in its value', () => {
    const text = standaloneSvg(picture('<text x="1">a</text>'))
    expect(text).not.toContain('var(')
    expect(parsed(text).documentElement.getAttribute('font-family')).toBe('"Inter Variable", system-ui')
  })

  it('has the colours of the theme and nothing that only the app needs', () => {
    const text = standaloneSvg(
      picture(
        '<path class="x" data-tip="t" role="img" style="stroke: var(--series-one)" fill="var(--series-one)" />'
      )
    )
    expect(text).toContain('fill="#1f63c4"')
    expect(text).toMatch(/stroke:\s*#1f63c4/)
    expect(text).not.toMatch(/data-tip|role=|class=/)
  })

  it('leaves the picture on the screen as it was', () => {
    const svg = picture('<text data-tip="t" fill="var(--series-one)">a</text>')
    const before = svg.outerHTML
    standaloneSvg(svg, '@font-face{}')
    expect(svg.outerHTML).toBe(before)
  })

  it('brings the font along when it is given one', () => {
    expect(standaloneSvg(picture(''), "@font-face{font-family:'I'}")).toContain("@font-face{font-family:'I'}")
    expect(standaloneSvg(picture(''))).not.toContain('font-face')
  })
})
