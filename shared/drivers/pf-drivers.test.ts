import { expect, it } from 'vitest'
import { makingOf, pfDriver, PF_DRIVERS } from './pf-drivers.ts'

/**
 * Drivers with `sriov_configure` or operations for VFs in Linux 6.1, by their names below /sys/bus/pci/drivers; netdevsim
 * is left out, since it has no PCI function.
 */
const LINUX_6_1 =
  'CNN55XX hisi_hpre hisi_sec2 hisi_zip octeontx-cpt rvu_cptpf 4xxx c3xxx c6xx dh895xcc dfl-pci pci-endpoint-test ' +
  'genwqe ena bnx2x bnxt_en LiquidIO cxgb4 be2net fsl_enetc funeth hns3 hinic fm10k i40e ice igb ixgbe rvu_nicpf ' +
  'mlx5_core nfp ionic qede qlcnic sfc sfc_ef100 sfc_siena nvme pci-pf-stub vfio-pci virtio-pci enic mlx4_core'

it.each(LINUX_6_1.split(' '))('has a row for %s', (name) => {
  expect(pfDriver(name)?.name).toBe(name)
})

it('names every row once, aliases included', () => {
  const names = PF_DRIVERS.flatMap(({ name, aliases }) => [name, ...aliases])
  expect(new Set(names).size).toBe(names.length)
})

it.each(PF_DRIVERS.map((row) => [row.name, row] as const))('%s has a source', (_, { source }) => {
  expect(source.length).toBeGreaterThan(20)
})

it('finds mlx4_core by the name that ethtool gives', () => {
  expect(pfDriver('mlx4_en')?.name).toBe('mlx4_core')
})

it('knows nothing of a driver without a row', () => {
  expect([pfDriver('unheard_of'), pfDriver('constructor'), pfDriver(null)]).toEqual([null, null, null])
})

it('tells the i915 of the kernel from one that was built beside it', () => {
  const i915 = pfDriver('i915')
  if (i915 === null) throw new Error('no row for i915')
  expect(makingOf(i915, 'in-tree').kind).toBe('elsewhere')
  expect(makingOf(i915, 'unknown').kind).toBe('elsewhere')
  expect(makingOf(i915, 'out-of-tree').kind).toBe('numvfs')
})
