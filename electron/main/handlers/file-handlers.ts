import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Request } from '#shared/ipc/contract.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { readLimited, withFile } from '../../core/files.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'

/** A scenario of 64 hosts with 64 VMs each has 2 MiB; output of a tool that ran for hours has more. */
const OPENED_FILE_LIMIT_BYTES = 16 * 1024 * 1024

/** Files that the window has something to do with: only those that the user chose in a dialog. */
export function fileHandlers({ dialogs }: Pick<HandlerDeps, 'dialogs'>): HandlersOf<'files'> {
  return {
    'files.open-for-what-if': async () => {
      const paths = await dialogs.chooseFiles({
        title: 'Open scenarios, presets or measurements',
        filters: [
          {
            name: 'Scenarios, presets, output of iperf3, TRex, fio, testpmd',
            extensions: ['json', 'txt', 'log']
          },
          { name: 'All files', extensions: ['*'] }
        ],
        isMultiple: true
      })
      if (paths.length === 0) return ok(null)
      const opened: { name: string; text: string }[] = []
      for (const path of paths) {
        const bytes = await readLimited(path, OPENED_FILE_LIMIT_BYTES)
        if (!bytes.ok) return bytes
        opened.push({ name: basename(path), text: bytes.value.toString('utf8') })
      }
      return ok(opened)
    },
    'files.save': async ({ files }) => {
      const [single] = files
      if (files.length === 1 && single) {
        const path = await dialogs.chooseTarget({ title: 'Save', suggestion: single.name })
        return path === null ? ok(null) : writeAll([{ ...single, path }])
      }
      const names = files.map((file) => file.name.toLowerCase())
      if (new Set(names).size < names.length) {
        return err({ kind: 'same-name', message: 'Two of the files have the same name', fix: '' })
      }
      const folder = await dialogs.chooseFolder({ title: `Save ${files.length} files in` })
      if (folder === null) return ok(null)
      const placed = files.map((file) => ({ ...file, path: join(folder, file.name) }))
      const taken = placed.filter((file) => existsSync(file.path)).map((file) => file.name)
      if (taken.length > 0 && !(await dialogs.confirmReplace(taken))) return ok(null)
      return writeAll(placed)
    }
  }
}

type PlacedFile = Request<'files.save'>['files'][number] & { readonly path: string }

async function writeAll(
  files: readonly PlacedFile[]
): Promise<Result<{ readonly paths: readonly string[] }, Failure>> {
  for (const file of files) {
    const written = await withFile(file.path, async () => {
      await writeFile(file.path, file.content)
      // A file that was there keeps its mode otherwise.
      if (file.isExecutable) await chmod(file.path, 0o755)
    })
    if (!written.ok) return written
  }
  return ok({ paths: files.map((file) => file.path) })
}
