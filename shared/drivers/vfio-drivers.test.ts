import { expect, it } from 'vitest'
import { deniedByVfio, isVfioDriver, isVfioVariant } from './vfio-drivers.ts'

it.each(['8086:37c8', '8086:37c9', '8086:0435', '8086:0443', '8086:19e3', '8086:6f55'])(
  'vfio-pci refuses QAT %s',
  (ids) => {
    expect(deniedByVfio(ids, '5.15.0-91-generic')).toBe('Linux 5.9')
    expect(deniedByVfio(ids, '5.4.0-150-generic')).toBeNull()
  }
)

it('vfio-pci takes the VF of a NIC, and a QAT of a later generation', () => {
  expect([deniedByVfio('8086:10ca', '6.1.0'), deniedByVfio('8086:4941', '6.1.0')]).toEqual([null, null])
})

it('knows variant drivers by the names of module and driver', () => {
  expect(isVfioVariant('mlx5_vfio_pci')).toBe(true)
  expect(isVfioVariant('qat-vfio-pci')).toBe(true)
  expect([isVfioVariant('vfio-pci'), isVfioDriver('vfio-pci')]).toEqual([false, true])
  expect([isVfioDriver('mlx5_core'), isVfioDriver(null)]).toEqual([false, false])
})
