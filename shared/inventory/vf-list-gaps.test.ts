import { expect, it } from 'vitest'
import { buildInventory } from './build.ts'
import { testSnapshot, testSnapshotFunction, testSnapshotInterface } from '../snapshot/test-snapshot.ts'
import { known, unknown } from '../reading.ts'
import { at, freshVfSettings } from './test-host.ts'

/** A host whose PF has VFs of which `ip` lists the first `listed`. */
function host(numVfs: number, listed: number) {
  const vfs = Array.from({ length: listed }, (_, index) => freshVfSettings(index))
  const sriov = {
    totalVfs: 256,
    numVfs,
    offset: known(8),
    stride: known(1),
    vfDeviceId: known('1889'),
    driversAutoprobe: known(true),
    vfs: []
  }
  return buildInventory(
    'h',
    testSnapshot({
      functions: [testSnapshotFunction('0000:01:00.0', { sriov })],
      interfaces: [testSnapshotInterface('ens1', { function: at('0000:01:00.0'), vfs: known(vfs) })]
    })
  )
}
const settingsOf = (inventory: ReturnType<typeof host>) => {
  const [fn] = inventory.functions
  return fn?.role.kind === 'pf' ? fn.role.sriov.vfSettings : null
}

it('keeps the settings that ip lists, and says which PF has more VFs than that', () => {
  const inventory = host(256, 34)
  expect(settingsOf(inventory)).toMatchObject({ known: true, value: { length: 34 } })
  expect(inventory.gaps).toEqual([
    {
      what: 'settings of some VFs of 0000:01:00.0',
      reason: 'ip lists 34 of 256 VFs: a longer list does not fit into its netlink message'
    }
  ])
})

it('has no gap where all are listed', () => {
  expect(host(34, 34).gaps).toEqual([])
})

it('tells a list that overflowed to nothing from a driver that reports nothing', () => {
  const overflow =
    'ip lists none of 222 VFs: the list is longer than the 64 KiB that a netlink attribute holds'
  expect(settingsOf(host(222, 0))).toEqual(unknown(overflow))
  expect(settingsOf(host(8, 0))).toEqual(unknown('the driver reports no VF settings'))
})
