import { join } from 'node:path'
import * as v from 'valibot'
import type { HostId } from '#shared/inventory/types.ts'
import type { Failure } from '#shared/failure.ts'
import { idSchema } from '#shared/plan/schema.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { readLimited } from '../files.ts'
import type { CoreContext } from '../core-context.ts'
import { addCapturedHost, readCaptureFile } from './import-capture.ts'

/** Name of the list that lies beside the captures. */
const INDEX = 'index.json'
const INDEX_LIMIT_BYTES = 1024 * 1024

const indexSchema = v.object({
  hosts: v.array(
    v.object({
      /** Fixed, so that sample plans can name the hosts. */
      id: idSchema,
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
      file: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*\.capture\.gz$/))
    })
  )
})

/** Adds the hosts of the sample lab that are not there yet, and returns their ids. */
export async function addSampleLab(
  context: Pick<CoreContext, 'store' | 'newId' | 'now'>,
  folder: string
): Promise<Result<readonly HostId[], Failure>> {
  const { store } = context
  const bytes = await readLimited(join(folder, INDEX), INDEX_LIMIT_BYTES)
  if (!bytes.ok) return bytes
  const index = v.safeParse(v.pipe(v.string(), v.parseJson(), indexSchema), bytes.value.toString('utf8'))
  if (!index.success) {
    return err({
      kind: 'bad-sample-lab',
      message: `${INDEX}: ${v.summarize(index.issues)}`,
      fix: 'Reinstall VF Lab.'
    })
  }
  const added: HostId[] = []
  for (const { id, name, file } of index.output.hosts) {
    if (store.hosts.get(id)) continue
    const text = await readCaptureFile(join(folder, file))
    if (!text.ok) return text
    const host = addCapturedHost(context, text.value, { origin: 'sample', source: file, id, name })
    if (!host.ok) return host
    added.push(id)
  }
  return ok(added)
}
