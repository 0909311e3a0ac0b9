import { builtinCompat } from '#shared/compat/builtin.ts'
import { combineCompat } from '#shared/compat/combine.ts'
import { parseMatrixFile } from '#shared/compat/matrix-file.ts'
import type { CompatData } from '#shared/compat/types.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { inputName, readInput } from './input-file.ts'

/** The built-in compatibility data with the files of `--matrix` over it. A file with a fault is wrong usage. */
export function compatWith(paths: readonly string[]): CompatData {
  return combineCompat([
    builtinCompat,
    ...paths.map((path) => {
      const parsed = parseMatrixFile(inputName(path), readInput(path))
      if (parsed.ok) return parsed.value
      const faults = parsed.error.map(({ where, why }) => `  ${where === '' ? '' : `${where}: `}${why}`)
      throw new CommandFailure(
        EXIT.usage,
        `${inputName(path)} cannot be used as a support matrix:\n${faults.join('\n')}`
      )
    })
  ])
}
