import type { Values } from '#shared/calibration/parameters.ts'
import { parsePresetFile } from '#shared/simulate/scenario/preset-file.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { inputName, readInput } from './input-file.ts'

/** What the files of `--parameters` say together; where two name the same input, the later one holds. */
export const readPresets = (paths: readonly string[]): Partial<Values> =>
  Object.assign({}, ...paths.map(readPreset)) as Partial<Values>

function readPreset(path: string): Partial<Values> {
  const preset = parsePresetFile(readInput(path))
  if (preset.ok) return preset.value
  throw new CommandFailure(EXIT.precondition, `${inputName(path)}: ${preset.error}`)
}
