/**
 * Tag for shell source inside TypeScript: backslashes stand as they stand, and only `\${` and a backquote need a
 * backslash. It takes no values: library code is constant, data reaches a script only through `shellQuote`.
 */
export function sh(strings: TemplateStringsArray): string {
  if (strings.raw.length !== 1) throw new TypeError('shell library text takes no values')
  return strings.raw.join('').replaceAll('\\${', '${').replaceAll('\\`', '`').replace(/^\n/, '')
}
