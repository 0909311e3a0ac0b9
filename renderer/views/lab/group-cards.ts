import type { InventoryFunction, InventoryHost, InventoryIommuGroup } from '#shared/inventory/types.ts'
import { countsForViability, groupVerdict } from '#shared/iommu/viability.ts'
import { functionAt } from '#shared/inventory/lookup.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { describeUsage } from '#shared/inventory/usage/describe-usage.ts'
import type { Tone } from '../../ui/tone.ts'

/** What a group means for assignment, in words. */
export interface GroupWords {
  readonly tone: Tone
  readonly verdict: string
  /** The facts behind it; '' where there is nothing to add. */
  readonly detail: string
}

/** A group that is shown with its members. */
export interface MembersCard {
  readonly kind: 'group'
  readonly group: InventoryIommuGroup
  readonly members: readonly InventoryFunction[]
  readonly words: GroupWords
}

/** VFs of one PF that have a group each: isolated one by one, all alike. */
export interface IsolatedVfs {
  readonly kind: 'isolated-vfs'
  readonly pf: PciAddress
  readonly groups: readonly InventoryIommuGroup[]
  readonly vfs: readonly InventoryFunction[]
}

/** A box of the group board. */
export type BoardCard = MembersCard | IsolatedVfs

/** From this many on, isolated VFs of one PF share a box. */
const FOLD_FROM_VFS = 4

/** Judges a group as a whole: by the function that would be given away. */
export function groupWords(members: readonly InventoryFunction[]): GroupWords {
  const counted = members.filter(countsForViability)
  const [first] = counted
  // Host and ISA bridges count for VFIO, but nobody gives one to a VM.
  if (first === undefined || counted.every((member) => member.class === 'bridge')) {
    return { tone: 'neutral', verdict: 'Nothing to assign', detail: 'Only bridges.' }
  }
  const verdict = groupVerdict(first.address, members)
  if (verdict.kind === 'alone') {
    if (first.usage.verdict !== 'free') {
      return {
        tone: 'used',
        verdict:
          first.usage.verdict === 'in-use' ? 'On its own, but in use' : 'On its own, but perhaps in use',
        detail: describeUsage(first.usage).join(', ')
      }
    }
    if (first.role.kind === 'pf' && first.role.sriov.numVfs > 0) {
      const detail = `Its ${first.role.sriov.numVfs} VFs would go first: a PF that is given away has none.`
      return { tone: 'free', verdict: 'Can go to a VM on its own', detail }
    }
    const bridges = members.length - counted.length
    const detail = bridges === 0 ? '' : `The bridge${bridges === 1 ? '' : 's'} in it do not count.`
    return { tone: 'free', verdict: 'Can go to a VM on its own', detail }
  }
  // The verdict leaves out the function it is asked about; the group as a whole counts that one, too.
  const held = [verdict, groupVerdict(counted[1]?.address ?? first.address, members)].flatMap((one) =>
    one.kind === 'shared' ? one.heldByHost : []
  )
  const drivers = [...new Set(held.map(({ driver }) => driver))]
  return {
    tone: 'warning',
    verdict: `All ${counted.length} go to the same VM`,
    detail:
      drivers.length === 0
        ? 'None of them may be used by the host meanwhile.'
        : `None may stay with the host, which drives them now (${drivers.join(', ')}). Another slot, below a port with ACS, separates them.`
  }
}

/** Boxes in order of group number; a fold stands where its first group would. */
export function groupCards(host: InventoryHost): readonly BoardCard[] {
  const membersOf = (group: InventoryIommuGroup): readonly InventoryFunction[] =>
    group.members.flatMap((address) => functionAt(host, address) ?? [])
  const isolated = new Map<PciAddress, { groups: InventoryIommuGroup[]; vfs: InventoryFunction[] }>()
  for (const group of host.iommuGroups) {
    const [vf, ...others] = membersOf(group)
    if (vf?.role.kind !== 'vf' || others.length > 0) continue
    const fold = isolated.get(vf.role.pf) ?? { groups: [], vfs: [] }
    fold.groups.push(group)
    fold.vfs.push(vf)
    isolated.set(vf.role.pf, fold)
  }
  return host.iommuGroups.flatMap((group): readonly BoardCard[] => {
    const members = membersOf(group)
    const [vf] = members
    const fold = vf?.role.kind === 'vf' && members.length === 1 ? isolated.get(vf.role.pf) : undefined
    if (vf?.role.kind === 'vf' && fold !== undefined && fold.vfs.length >= FOLD_FROM_VFS) {
      return fold.groups[0] === group ? [{ kind: 'isolated-vfs', pf: vf.role.pf, ...fold }] : []
    }
    return [{ kind: 'group', group, members, words: groupWords(members) }]
  })
}

/** Group numbers as ranges: "20-83", "12, 14-16". */
export function groupRange(groups: readonly InventoryIommuGroup[]): string {
  const parts: { from: number; to: number }[] = []
  for (const { id } of groups) {
    const last = parts.at(-1)
    if (last !== undefined && id === last.to + 1) last.to = id
    else parts.push({ from: id, to: id })
  }
  return parts.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}
