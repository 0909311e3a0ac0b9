import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { testHost, testPf } from '#shared/inventory/test-host.ts'
import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import { err, ok } from '#shared/result.ts'
import { fakeMain } from '../testing/fake-main.ts'
import { makeSummary } from '../testing/host-summary.ts'
import { useLabStore } from './lab.ts'

beforeEach(() => setActivePinia(createPinia()))
const dev = (functions: readonly InventoryFunction[] = [], takenAt = '2026-11-20T08:00:00Z'): InventoryHost =>
  testHost(functions, { id: 'host-1', takenAt })
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('the lab', () => {
  it('asks once for an inventory that two views want at the same time', async () => {
    const main = fakeMain({ 'inventory.get': () => ok(dev()) })
    const lab = useLabStore()
    await Promise.all([lab.loadInventory('host-1'), lab.loadInventory('host-1')])
    await lab.loadInventory('host-1')
    expect(main.requests.length).toBe(1)
  })

  it('asks again after a failure', async () => {
    let answers = 0
    fakeMain({
      'inventory.get': () => (++answers === 1 ? err({ kind: 'disk', message: 'no', fix: '' }) : ok(dev()))
    })
    const lab = useLabStore()
    expect((await lab.loadInventory('host-1')).ok).toBe(false)
    expect((await lab.loadInventory('host-1')).ok).toBe(true)
  })

  it('keeps the list it has when a refresh fails, and says why', async () => {
    let isBroken = false
    fakeMain({
      'hosts.list': () =>
        isBroken ? err({ kind: 'disk', message: 'database is locked', fix: '' }) : ok([makeSummary()])
    })
    const lab = useLabStore()
    await lab.refresh()
    isBroken = true
    await lab.refresh()
    expect(lab.hosts.length).toBe(1)
    expect(lab.error?.message).toBe('database is locked')
  })

  it('asks twice and not a hundred times when a hundred changes come at once, and shows the last of them', async () => {
    let hosts = [makeSummary()]
    const main = fakeMain({ 'hosts.list': () => ok(hosts) })
    const lab = useLabStore()
    const stop = lab.follow()
    for (let n = 0; n < 100; n++) main.tell('lab.changed', { hosts: ['host-1'] })
    hosts = [makeSummary({ name: 'renamed' })]
    await lab.refresh()
    expect(main.requests.length).toBe(2)
    expect(lab.hosts[0]?.name).toBe('renamed')
    stop()
  })

  it('follows a scan: shows the new reading', async () => {
    let now = dev(testPf('0000:3b:00.0'))
    const main = fakeMain({ 'inventory.get': () => ok(now), 'hosts.list': () => ok([makeSummary()]) })
    const lab = useLabStore()
    const stop = lab.follow()
    await lab.loadInventory('host-1')
    now = dev(testPf('0000:3b:00.0', { vfs: 4 }), '2026-11-20T09:00:00Z')
    main.tell('lab.changed', { hosts: ['host-1'] })
    await soon()
    expect(lab.inventories.get('host-1')?.functions.length).toBe(5)
    stop()
  })

  it('forgets the inventory of a host that is gone', async () => {
    let hosts = [makeSummary()]
    fakeMain({ 'inventory.get': () => ok(dev()), 'hosts.list': () => ok(hosts) })
    const lab = useLabStore()
    await lab.loadInventory('host-1')
    hosts = []
    await lab.refresh()
    expect(lab.inventories.size).toBe(0)
  })
})
