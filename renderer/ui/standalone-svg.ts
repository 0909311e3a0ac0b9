/** A picture of the app as a file of its own. */

/** What only the app needs: hooks, roles and styles by class. */
const OF_THE_APP = /^(data-|aria-|tabindex$|role$|class$)/
const VARIABLE = /var\((--[\w-]+)\)/g

/**
 * The SVG with theme variables as values, without what only the app needs, on the ground of a panel. `fontFace` is CSS
 * that brings the font along; '' = the reader's own fonts stand in.
 */
export function standaloneSvg(picture: SVGSVGElement, fontFace = ''): string {
  const copy = picture.cloneNode(true) as SVGSVGElement
  const theme = getComputedStyle(document.documentElement)
  const valueOf = (text: string): string =>
    text.replace(VARIABLE, (_, name: string) => theme.getPropertyValue(name).trim())
  // In the tree, not in the text: whoever writes the text then takes care of quotes in values.
  for (const element of [copy, ...copy.querySelectorAll('*')])
    for (const { name, value } of [...element.attributes]) {
      if (OF_THE_APP.test(name)) element.removeAttribute(name)
      else if (value.includes('var(')) element.setAttribute(name, valueOf(value))
    }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  // All of it, wherever the picture begins: 100 % from elsewhere would leave an edge bare.
  const [x = '0', y = '0', width = '100%', height = '100%'] =
    copy.getAttribute('viewBox')?.split(/[\s,]+/) ?? []
  for (const [name, value] of Object.entries({ x, y, width, height })) ground.setAttribute(name, value)
  ground.setAttribute('style', valueOf('fill: var(--surface-panel)'))
  copy.prepend(ground)
  if (fontFace !== '') {
    const style = document.createElementNS('http://www.w3.org/2000/svg', 'style')
    style.textContent = fontFace
    copy.prepend(style)
  }
  return new XMLSerializer().serializeToString(copy)
}
