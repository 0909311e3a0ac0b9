import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostFacts } from '#shared/inventory/facts.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { ScanRecord } from '../store/capture-table.ts'
import { openStore, type Store } from '../store/open-store.ts'

/** An empty folder for one test. */
export const testFolder = (): string => mkdtempSync(join(tmpdir(), 'vflab-store-'))

/** Opens a store that is expected to open. */
export async function storeIn(folder: string): Promise<Store> {
  const opened = await openStore(folder)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

const FACTS: HostFacts = {
  hostname: 'node-7',
  os: 'Debian GNU/Linux 12 (bookworm)',
  kernel: '6.1.0-56-amd64',
  pfs: 2,
  vfs: 3,
  totalVfs: 14,
  iommu: 'on',
  iommuGroups: 12,
  gaps: 0
}

/** A scan of `host` with the given id and time; its inventory is as small as the type allows. */
export function scanRecord(host: string, id: string, takenAt: string, text = `capture ${id}`): ScanRecord {
  const inventory: InventoryHost = {
    id: host,
    identity: {
      machineId: { known: false, reason: 'not part of this test' },
      productSerial: { known: false, reason: 'not part of this test' },
      productUuid: { known: false, reason: 'not part of this test' }
    },
    takenAt,
    hostname: 'node-7',
    os: { known: true, value: FACTS.os },
    kernel: FACTS.kernel,
    kernelCommandLine: { known: false, reason: 'not part of this test' },
    architecture: 'x86_64',
    product: { known: false, reason: 'not part of this test' },
    hypervisor: null,
    masters: [],
    privilege: 'root',
    iommu: { kind: 'on', type: 'intel' },
    cpu: {
      model: { known: false, reason: 'not part of this test' },
      logicalCpus: { known: true, value: 2 },
      mhz: { known: false, reason: 'not part of this test' }
    },
    numaNodes: [],
    functions: [],
    iommuGroups: [],
    drivers: [],
    tools: { bash: true },
    gaps: []
  }
  return { id, host, text, inventory, builder: 1, facts: FACTS, haystack: `node-7\n${id}` }
}
