import type { Gap } from '../snapshot/types.ts'
import type { InventoryFunction, InventorySriov } from './types.ts'

/**
 * From this many VFs on, a list of VFs may be too long for `ip`. All of it is one netlink attribute, whose length
 * is 16 bits; with about 300 bytes a VF the kernel's count overflows at 222 VFs (260 bytes and 253 VFs before Linux
 * 5.4), and `ip` then sees the beginning of the list, or none of it.
 * Source: struct nlattr in include/uapi/linux/netlink.h, rtnl_fill_vfinfo in net/core/rtnetlink.c.
 */
const LONG_VF_LIST = 128

/** What is said where a driver reports nothing of any VF. */
export const noVfSettings = (numVfs: number): string =>
  numVfs < LONG_VF_LIST
    ? 'the driver reports no VF settings'
    : `ip lists none of ${numVfs} VFs: the list is longer than the 64 KiB that a netlink attribute holds`

/** Why the settings of a VF are not there although those of others are; null = all are there, or none. */
export function missingVfSettings({ numVfs, vfSettings }: InventorySriov): string | null {
  const listed = vfSettings.known ? vfSettings.value.length : 0
  return listed === 0 || listed >= numVfs
    ? null
    : `ip lists ${listed} of ${numVfs} VFs: a longer list does not fit into its netlink message`
}

/** One gap for each PF of which `ip` lists fewer VFs than there are. */
export function vfListGaps(functions: readonly InventoryFunction[]): readonly Gap[] {
  return functions.flatMap(({ address, role }) => {
    const reason = role.kind === 'pf' ? missingVfSettings(role.sriov) : null
    return reason === null ? [] : [{ what: `settings of some VFs of ${address}`, reason }]
  })
}
