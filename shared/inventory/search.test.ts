import { describe, expect, it } from 'vitest'
import { known } from '../reading.ts'
import { searchInventory } from './search.ts'
import { at, freshVfSettings, testFunction, testHost, testInterface, testSriov } from './test-host.ts'

const host = testHost(
  [
    testFunction('0000:00:1c.0', { driver: known('virtio-pci'), deviceName: 'Virtio network device' }),
    testFunction('0000:01:00.0', {
      role: {
        kind: 'pf',
        sriov: testSriov(['0000:01:10.0'], {
          vfSettings: known([freshVfSettings(0, { mac: '52:54:00:42:00:07' })])
        })
      },
      interfaces: [testInterface('enp1s0', { mac: known('52:54:00:aa:00:01'), addresses: ['192.0.2.7/24'] })]
    }),
    testFunction('0000:01:10.0', {
      driver: known('igbvf'),
      deviceName: null,
      role: { kind: 'vf', pf: at('0000:01:00.0'), index: 0 }
    })
  ],
  { id: 'a', hostname: 'lab-a1' }
)
const find = (text: string, limit?: number) =>
  searchInventory([{ name: 'Rack 3, top', inventory: host }], text, limit).map(({ address }) => address)

describe('searchInventory', () => {
  it.each([
    ['01:00.0', ['0000:01:00.0']],
    ['enp1s0', ['0000:01:00.0']],
    ['IGBVF', ['0000:01:10.0']],
    ['52:54:00:AA', ['0000:01:00.0']],
    ['52-54-00-aa-00-01', ['0000:01:00.0']],
    ['52:54:00:42:00:07', ['0000:01:00.0']],
    ['192.0.2.7', ['0000:01:00.0']],
    ['8086:10c9 virtio', ['0000:00:1c.0']],
    ['rack virtio', ['0000:00:1c.0']],
    ['rack', [null]],
    ['lab-a1', [null]],
    ['82576 igbvf', []],
    ['', []],
    ['nothing of the kind', []]
  ])('%j', (text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  it('says what a hit is', () => {
    expect(searchInventory([{ name: 'Rack 3, top', inventory: host }], '01:10.0')).toEqual([
      {
        host: 'a',
        hostName: 'Rack 3, top',
        address: '0000:01:10.0',
        label: '0000:01:10.0',
        detail: 'Ethernet controller · VF 0 of 0000:01:00.0 · igbvf'
      }
    ])
  })

  it('keeps to the limit', () => {
    expect(find('8086', 2)).toHaveLength(2)
  })
})
