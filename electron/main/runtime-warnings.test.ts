import { expect, test } from 'vitest'
import { runtimeWarnings } from './runtime-warnings.ts'

const RIGHT = { electron: '45.4.1', builtFor: '^45.4.1', hasSandbox: true }

test.each([
  [RIGHT, []],
  [{ ...RIGHT, electron: '46.0.0' }, []],
  [{ ...RIGHT, electron: '25.1.1' }, ['old-electron']],
  [{ ...RIGHT, electron: '25.1.1', hasSandbox: false }, ['old-electron', 'no-sandbox']]
])('%j warns of %j', (runtime, kinds) => {
  expect(runtimeWarnings(runtime).map(({ kind }) => kind)).toEqual(kinds)
})
