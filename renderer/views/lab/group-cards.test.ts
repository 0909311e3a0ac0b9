import { describe, expect, it } from 'vitest'
import { testBridge, testFunction, testHost, testPf } from '#shared/inventory/test-host.ts'
import { known } from '#shared/reading.ts'
import { groupCards, groupRange, groupWords } from './group-cards.ts'
import { usageOf } from '#shared/inventory/usage/types.ts'

describe('a group in words', () => {
  it('can go to a VM on its own with one device, bridges or not', () => {
    const words = groupWords([testBridge('0000:00:02.0'), testFunction('0000:3b:00.0')])
    expect(words).toMatchObject({ tone: 'free', verdict: 'Can go to a VM on its own' })
    expect(words.detail).toContain('do not count')
  })

  it('goes as a whole with several, and names every driver of the host that is in the way', () => {
    const words = groupWords([
      testFunction('0000:3b:00.0', { driver: known('ice') }),
      testFunction('0000:3b:00.1', { driver: known('vfio-pci') }),
      testFunction('0000:3b:00.2', { driver: known('ahci') })
    ])
    expect(words).toMatchObject({ tone: 'warning', verdict: 'All 3 go to the same VM' })
    expect(words.detail).toContain('(ahci, ice)')
  })

  it('says who uses a device that is on its own', () => {
    const disk = testFunction('0000:01:00.0', { usage: usageOf([{ kind: 'mounted', mountpoints: ['/'] }]) })
    expect(groupWords([disk])).toMatchObject({ tone: 'used', detail: 'mounted at /' })
  })

  it('has nothing to assign where there are only bridges', () => {
    expect(groupWords([testBridge('0000:00:02.0')]).tone).toBe('neutral')
    // A host bridge counts for VFIO, but is nothing to give away.
    expect(groupWords([testBridge('0000:00:00.0', { classCode: 0x060000 })]).tone).toBe('neutral')
  })
})

describe('the board', () => {
  const functions = [testFunction('0000:00:1f.0'), ...testPf('0000:3b:00.0', { vfs: 4 })]

  it('puts VFs that are isolated one by one into one box', () => {
    const cards = groupCards(testHost(functions))
    expect(
      cards.map((card) => (card.kind === 'group' ? card.group.id : `${card.vfs.length} of ${card.pf}`))
    ).toEqual([0, 1, '4 of 0000:3b:00.0'])
  })

  it('shows VFs that share a group as what they are', () => {
    const [card] = groupCards(testHost(functions, { groups: [functions.map(({ address }) => address)] }))
    expect(card?.kind === 'group' && card.words.verdict).toBe('All 6 go to the same VM')
  })

  it('leaves out members that the inventory does not have', () => {
    const [card] = groupCards(testHost(functions, { groups: [['0000:00:1f.0', '0000:ff:00.0']] }))
    expect(card?.kind === 'group' && card.members.map(({ address }) => address)).toEqual(['0000:00:1f.0'])
  })
})

it('writes group numbers as ranges', () => {
  const groups = [4, 5, 6, 9, 12, 13].map((id) => ({
    id,
    type: known('DMA'),
    reservedRegions: known([]),
    members: []
  }))
  expect(groupRange(groups)).toBe('4–6, 9, 12–13')
})
