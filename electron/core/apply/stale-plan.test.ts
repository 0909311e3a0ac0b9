import { expect, test } from 'vitest'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { isPciAddress, type PciAddress } from '#shared/pci/address.ts'
import type { Plan } from '#shared/plan/types.ts'
import { marksOf } from '#shared/provision/identities.ts'
import { sampleInventory } from '../testing/sample-inventory.ts'
import { staleReasons } from './stale-plan.ts'
import { usageOf } from '#shared/inventory/usage/types.ts'

function address(text: string): PciAddress {
  if (!isPciAddress(text)) throw new Error(text)
  return text
}
const PF = address('0000:01:00.0')
/** One VF of the first NIC of a host goes to a VM. */
const planOn = (host: string, numVfs: number): Plan => ({
  schemaVersion: 1,
  id: 'p',
  name: 'web',
  notes: '',
  pfs: [{ host, address: PF, numVfs }],
  vms: [{ id: 'vm1', name: 'web1', host, vcpus: 1, memoryMiB: 64, numaNode: null }],
  assignments: [{ function: { kind: 'vf', host, pf: PF, index: 0 }, vm: 'vm1' }],
  vfs: []
})
const changeFunction = (host: InventoryHost, at: PciAddress, change: object): InventoryHost => ({
  ...host,
  functions: host.functions.map((fn) => (fn.address === at ? { ...fn, ...change } : fn))
})
const before = sampleInventory('lab-a2')
const plan = planOn(before.id, 2)

test('a host that is as it was may be changed', () => {
  expect(staleReasons(plan, before, { ...before, takenAt: '2030-01-01T00:00:00Z' })).toEqual([])
})

test('what the plan does not name may change', () => {
  const other = changeFunction(before, address('0000:02:00.0'), { deviceId: '1521' })
  expect(staleReasons(plan, before, other)).toEqual([])
})

test('another machine under the same address is refused, and nothing else is said', () => {
  expect(staleReasons(plan, before, { ...before, hostname: 'elsewhere' })).toEqual([
    expect.stringContaining('calls itself elsewhere')
  ])
})

test('another device at the address of the plan is refused', () => {
  const [first] = staleReasons(plan, before, changeFunction(before, PF, { deviceId: '1521' }))
  expect(first).toBe('0000:01:00.0 is 8086:1521 now, it was 8086:10c9: the hardware was moved.')
})

test('a device that is gone is refused', () => {
  const gone = { ...before, functions: before.functions.filter((fn) => fn.address !== PF) }
  expect(staleReasons(plan, before, gone)[0]).toBe('0000:01:00.0 is gone.')
})

test('a VF that a running VM took meanwhile is refused', () => {
  const withVfs = sampleInventory('lab-a1')
  const fewer = planOn(withVfs.id, 2)
  const vf = address('0000:01:10.4')
  const taken = changeFunction(withVfs, vf, { usage: usageOf([{ kind: 'vm', vm: 'db1', pid: 4711 }]) })
  expect(staleReasons(fewer, withVfs, taken).join(' ')).toContain('db1')
  // It was there when the plan was judged: the finding was seen then.
  expect(staleReasons(fewer, taken, taken)).toEqual([])
})

test('another installation, and another card of the same kind, are not what the plan was judged on', () => {
  const machine = (value: string): InventoryHost => ({
    ...before,
    identity: { ...before.identity, machineId: { known: true, value } }
  })
  expect(staleReasons(plan, machine('a'.repeat(32)), machine('b'.repeat(32)))).toEqual([
    expect.stringContaining('machine-id')
  ])
  const fn = before.functions.find((one) => one.address === PF)
  const [port] = fn?.interfaces ?? []
  if (!port) throw new Error('the sample has no port')
  const mac = { known: true, value: '02:00:00:00:00:07' } as const
  const swapped = changeFunction(before, PF, {
    interfaces: [{ ...port, mac, permanentMac: null }]
  })
  expect(staleReasons(plan, before, swapped).join()).toContain('another card of the same kind')
  // A bond gives its ports one MAC; the cards are the same.
  const bonded = { ...port, mac, permanentMac: marksOf({ interfaces: [port] }).mac }
  expect(staleReasons(plan, before, changeFunction(before, PF, { interfaces: [bonded] }))).toEqual([])
})
