import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'

/** Turns what the file system refuses into an error that names the file. */
export async function withFile<T>(path: string, work: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await work())
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return err({
      kind: 'file-failed',
      message: `${basename(path)}: ${detail}`,
      fix: 'Choose another file or place.'
    })
  }
}

/** Reads a file of at most `limitBytes`: a disk image is never meant. */
export async function readLimited(path: string, limitBytes: number): Promise<Result<Buffer, Failure>> {
  const size = await withFile(path, async () => (await stat(path)).size)
  if (!size.ok) return size
  if (size.value <= limitBytes) return withFile(path, () => readFile(path))
  const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`
  return err({
    kind: 'file-too-large',
    message: `${basename(path)} has ${mib(size.value)}, the limit is ${mib(limitBytes)}`,
    fix: 'Choose another file.'
  })
}
