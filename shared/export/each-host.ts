import type { Judgement } from '../check/judgement.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { compileHost } from '../provision/compile.ts'
import type { CompiledHost, ExportedFile } from '../provision/types.ts'
import { err, ok } from '../result.ts'
import { intoOneFolder, type FilesOfHost } from './file-names.ts'
import type { ExportFormat, ExportRefusal } from './format.ts'

/** A host ready for a writer. */
export interface WritableHost {
  readonly judgement: Judgement
  readonly host: InventoryHost
  readonly compiled: CompiledHost
}

/** `render` of a format that writes every host by itself: a plan that cannot be applied has no files worth having. */
export const eachHost =
  (write: (host: WritableHost) => readonly ExportedFile[]): ExportFormat['render'] =>
  (judgement, ids, options) => {
    const written: FilesOfHost<ExportedFile>[] = []
    const refusals: ExportRefusal[] = []
    for (const id of ids) {
      const host = judgement.context.hosts.get(id)
      const compiled = compileHost(judgement, id, options)
      if (!compiled.ok) refusals.push({ host: id, refusal: compiled.error })
      else if (host !== undefined)
        written.push({
          hostname: host.hostname,
          files: write({ judgement, host, compiled: compiled.value })
        })
    }
    return refusals.length > 0 ? err(refusals) : ok(intoOneFolder(written))
  }
