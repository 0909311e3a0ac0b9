import fc from 'fast-check'

/** What people have put into names to have it run. Each would leave a file `pwned` behind. */
export const ATTACKS: readonly string[] = [
  '$(touch pwned)',
  '`touch pwned`',
  '; touch pwned;',
  '\n touch pwned \n',
  "'; touch pwned; '",
  "'\\''; touch pwned; '\\''",
  '"; touch pwned; "',
  '& touch pwned &',
  '| touch pwned',
  '|| touch pwned',
  '&& touch pwned',
  '> pwned',
  '>> pwned #',
  '${x:=$(touch pwned)}',
  '$((a[$(touch pwned)]))',
  'a[$(touch pwned)]',
  '<(touch pwned)',
  "$'\\x3btouch pwned'",
  '\\',
  "\\'",
  "'",
  "''",
  '"',
  '!!',
  '!touch pwned',
  '~root',
  '*',
  '?',
  '[a-z]*',
  '{a,b}',
  '-n',
  '--',
  '-e \\n',
  '%s%n%d',
  '#comment',
  ' leading and trailing ',
  '\t\r\n',
  '\u0007\u001b[31m',
  '\u007f',
  'é\u0301 ü 実験',
  '\u202egnp.exe',
  '\ufeff',
  '🜚',
  'x'.repeat(5000),
  "'".repeat(1000)
]

/** Texts made of the characters that mean something to a shell, with attacks strewn in. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...'\'"\\$`!&|;<>(){}[]*?~#%^= \t\n\r-abc'.split('')),
        fc.constantFrom(...ATTACKS)
      ),
      {
        maxLength: 12
      }
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom(...ATTACKS)
)
