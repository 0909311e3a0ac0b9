import { expect, it } from 'vitest'
import { known } from '../reading.ts'
import { inventoryDrivers } from './drivers.ts'
import { testSnapshotFunction, testSnapshotInterface } from '../snapshot/test-snapshot.ts'

const bound = (driver: string) => testSnapshotFunction('0000:01:00.0', { driver: known(driver) })
const module = (name: string, more = {}) => ({
  name,
  version: null,
  isOutOfTree: false,
  isLoaded: true,
  isVfDriver: false,
  ...more
})

it('gives an out-of-tree driver its own version, an in-tree driver none', () => {
  expect(
    inventoryDrivers({
      functions: [bound('ice'), bound('nvme'), bound('pcieport')],
      modules: [module('ice', { version: '1.14.13', isOutOfTree: true }), module('nvme', { version: '1.0' })],
      driverModules: [
        { driver: 'ice', module: 'ice' },
        { driver: 'nvme', module: 'nvme' }
      ],
      interfaces: []
    })
  ).toEqual([
    { name: 'ice', version: '1.14.13', origin: 'out-of-tree', firmware: null },
    { name: 'nvme', version: null, origin: 'in-tree', firmware: null },
    { name: 'pcieport', version: null, origin: 'in-tree', firmware: null }
  ])
})

it('lists VF drivers that nothing is bound to, under the name of the driver', () => {
  const drivers = inventoryDrivers({
    functions: [],
    modules: [
      module('iavf', { isVfDriver: true, isLoaded: false }),
      module('vfio_pci', { isVfDriver: true, isLoaded: false }),
      module('shpchp')
    ],
    driverModules: [{ driver: 'shpchp', module: 'shpchp' }],
    interfaces: []
  })
  expect(drivers.map(({ name }) => name)).toEqual(['iavf', 'vfio-pci'])
})

it('names the firmware only where all devices of a driver run the same', () => {
  const readings = (...firmware: string[]) => ({
    functions: [bound('igb')],
    modules: [],
    driverModules: [],
    interfaces: firmware.map((version, i) =>
      testSnapshotInterface(`e${i}`, { driver: 'igb', firmware: known(version) })
    )
  })
  expect(inventoryDrivers(readings('2.1.0', '2.1.0'))[0]?.firmware).toBe('2.1.0')
  expect(inventoryDrivers(readings('2.1.0', '3.0'))[0]?.firmware).toBeNull()
})

it('does not call a driver in-tree where no module could be listed', () => {
  expect(
    inventoryDrivers({ functions: [bound('igb')], modules: [], driverModules: [], interfaces: [] })[0]?.origin
  ).toBe('unknown')
})
