import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { buildInventory } from '#shared/inventory/build.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'

/** Folder of the captures that come with VF Lab. For tests: the app finds it through Electron. */
export const SAMPLE_LAB = fileURLToPath(new URL('../../sample-lab', import.meta.url))

/** Text of one of the sample captures, for example "lab-a2". */
export const sampleCapture = (name: string): string =>
  gunzipSync(readFileSync(`${SAMPLE_LAB}/${name}.capture.gz`)).toString('utf8')

/** Its inventory, under the id that it has in the sample lab; `edit` changes the text before it is read. */
export function sampleInventory(
  name: string,
  edit: (text: string) => string = (text) => text
): InventoryHost {
  const snapshot = parseCapture(edit(sampleCapture(name)))
  if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error))
  return buildInventory(`sample-${name}`, snapshot.value)
}
