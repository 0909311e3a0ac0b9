/** An XML element: attributes in the order given, children elements or text. Written only by `formatXml`. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: readonly (XmlElement | string)[]
}

/** An element. Names are constants of ours; values may be anything that XML can hold. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (XmlElement | string)[]
): XmlElement => ({ name, attributes, children })

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;'
}

/**
 * Text as it stands in content or between quotes. Throws on characters that XML 1.0 cannot hold in any form
 * (section 2.2, production Char): allow-lists keep them out, so one that comes here is a bug of the caller.
 */
export function escapeXml(text: string): string {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text))
    throw new RangeError(`not an XML character in ${JSON.stringify(text)}`)
  return text
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
    .replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** An element as text, two spaces a level, with a newline at its end. */
export function formatXml(root: XmlElement, indent = ''): string {
  const attributes = Object.entries(root.attributes)
    .map(([name, value]) => ` ${name}='${escapeXml(`${value}`)}'`)
    .join('')
  const open = `${indent}<${root.name}${attributes}`
  if (root.children.length === 0) return `${open}/>\n`
  if (root.children.every((child) => typeof child === 'string'))
    return `${open}>${root.children.map((text) => escapeXml(text)).join('')}</${root.name}>\n`
  const inner = root.children.map((child) =>
    typeof child === 'string' ? `${indent}  ${escapeXml(child)}\n` : formatXml(child, `${indent}  `)
  )
  return `${open}>\n${inner.join('')}${indent}</${root.name}>\n`
}
