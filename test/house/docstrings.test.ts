import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import ts from 'typescript'

const FILES = globSync('{shared,electron/core}/**/*.ts').filter(
  (path) => !/\.test\.ts$|\/test-[^/]+\.ts$|\/testing\//.test(path)
)

const nameOf = (statement: ts.Statement): string => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((each) => each.name.getText()).join(', ')
  return ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
    ? (statement.name?.text ?? '')
    : ''
}

/** "file: name" of every exported declaration without a docstring; of overloads, the first one needs it. */
function undocumented(path: string, text: string): readonly string[] {
  const documented = new Set<string>()
  return ts
    .createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    .statements.flatMap((statement): readonly string[] => {
      const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
      if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
      const name = nameOf(statement)
      if (ts.getJSDocCommentsAndTags(statement).length > 0) documented.add(name)
      return documented.has(name) ? [] : [`${path}: ${name}`]
    })
}

test('finds an export without a docstring, and takes one for all overloads', () => {
  const text =
    '/** Said. */\nexport const a = 1\nexport interface B {}\nconst c = 2\n' +
    '/** Said. */\nexport function d(x: 1): 1\nexport function d(x: 2): 2\nexport function d(x: number) {}'
  expect(undocumented('file.ts', text)).toEqual(['file.ts: B'])
})

test('every export of the core says what it is', () => {
  expect(FILES.length).toBeGreaterThan(100)
  expect(FILES.flatMap((path) => undocumented(path, readFileSync(path, 'utf8')))).toEqual([])
})
