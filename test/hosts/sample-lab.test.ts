import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { buildInventory, INVENTORY_BUILDER } from '#shared/inventory/build.ts'
import { hostFacts, type HostFacts } from '#shared/inventory/facts.ts'
import { searchText } from '#shared/inventory/search.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'

const FOLDER = join(import.meta.dirname, '../../electron/sample-lab')
const index = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as {
  readonly hosts: readonly { readonly name: string; readonly file: string }[]
}

const inventoryOf = (file: string): InventoryHost => {
  const snapshot = parseCapture(gunzipSync(readFileSync(join(FOLDER, file))).toString('utf8'))
  if (!snapshot.ok) throw new Error(`${file}: ${JSON.stringify(snapshot.error)}`)
  return buildInventory('sample', snapshot.value)
}
const factsOf = (file: string): HostFacts => hostFacts(inventoryOf(file))

it('lists every capture of the folder once', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.capture.gz'))
  expect(index.hosts.map(({ file }) => file).sort()).toEqual(files.sort())
})

it.each(index.hosts)('names $name as the host names itself', ({ name, file }) => {
  expect(factsOf(file).hostname).toBe(name)
})

it('has hosts for a complete plan, for one from nothing, and for one that cannot work', () => {
  const byName = new Map(index.hosts.map(({ name, file }) => [name, factsOf(file)]))
  expect(byName.get('lab-a1')).toMatchObject({ pfs: 3, vfs: 5, totalVfs: 18, iommu: 'on' })
  expect(byName.get('lab-a2')).toMatchObject({ pfs: 2, vfs: 0, totalVfs: 14, iommu: 'on' })
  expect(byName.get('lab-d1')).toMatchObject({ pfs: 2, vfs: 2, iommu: 'absent', iommuGroups: 0 })
})

it('gives the inventories that belong to this number of the builder', () => {
  const hash = createHash('sha256')
  for (const { file } of index.hosts) {
    const host = inventoryOf(file)
    hash.update(JSON.stringify([host, hostFacts(host), host.functions.map(searchText)]))
  }
  // Where this fails on purpose: raise INVENTORY_BUILDER, so that stored inventories are built anew, and note the hash.
  expect(`${INVENTORY_BUILDER} ${hash.digest('hex').slice(0, 16)}`).toBe('8 fe6db150e9115d54')
})
