/**
 * A file name from free text: [a-z0-9-], at most 40 characters, followed by eight hex digits of the id, so that two
 * plans of one name never share a file or a state folder. FNV-1a, 32 bit: a name, not a seal.
 */
export function slugOf(name: string, id: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  let hash = 0x811c9dc5
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  const short = hash.toString(16).padStart(8, '0')
  return words === '' ? short : `${words}-${short}`
}
