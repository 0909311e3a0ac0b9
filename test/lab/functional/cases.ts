import type { Answer, Deed, Seen, SeenVf } from './subject.ts'

/** What is done one after the other, what is answered, and what is there to see afterwards. */
export interface FunctionalCase {
  readonly name: string
  readonly does: readonly (readonly [deed: Deed, answer: Answer])[]
  readonly sees?: Partial<Omit<Seen, 'vfs'>> & { readonly vfs?: readonly Partial<SeenVf>[] }
  /** All that the PF driver logs. */
  readonly logs?: readonly string[]
}

const IGB = 'igb 0000:01:00.0:'
const MAC = '52:54:00:00:00:01'
const RELOAD = [`${IGB} Reload the VF driver to make this change effective.`]
/** Two lines of one record. */
const OVERRIDDEN = [
  `${IGB} VF 0 attempted to override administratively set MAC address`,
  'Reload the VF driver to resume operations'
]
const made = (count: number): string => `${IGB} ${count} VFs allocated`

/** Seen on Linux 6.1 with QEMU's 82576; the model has to do the same. */
export const FUNCTIONAL_CASES: readonly FunctionalCase[] = [
  {
    name: 'creates VFs where there were none, two routing ids apart from 128 on',
    does: [[{ numVfs: '2' }, 'ok']],
    sees: { numVfs: 2, vfs: [{ address: '0000:01:10.0' }, { address: '0000:01:10.2' }] },
    logs: [made(2)]
  },
  {
    name: 'does nothing when the number stays',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ numVfs: '2' }, 'ok']
    ],
    sees: { numVfs: 2 },
    logs: [made(2)]
  },
  {
    name: 'answers EBUSY to another number while VFs exist, says so in the log and leaves them',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ numVfs: '3' }, 'EBUSY']
    ],
    sees: { numVfs: 2 },
    logs: [made(2), `${IGB} 2 VFs already enabled. Disable before enabling 3 VFs`]
  },
  {
    name: 'answers ERANGE above what the driver allows, though the capability has one more',
    does: [
      [{ numVfs: '8' }, 'ERANGE'],
      [{ numVfs: '9' }, 'ERANGE']
    ],
    sees: { numVfs: 0, totalVfs: 7, sriov: { '000e': '0008' } },
    logs: []
  },
  {
    name: 'answers EINVAL to what is no number of VFs',
    does: [
      [{ numVfs: 'abc' }, 'EINVAL'],
      [{ numVfs: '-1' }, 'EINVAL'],
      [{ numVfs: '70000' }, 'EINVAL']
    ],
    sees: { numVfs: 0 }
  },
  {
    name: 'takes all VFs away at once, and then creates another number',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ numVfs: '0' }, 'ok'],
      [{ numVfs: '3' }, 'ok']
    ],
    sees: { numVfs: 3, vfs: [{}, {}, { address: '0000:01:10.4' }] }
  },
  {
    name: 'clears VF Enable and VF MSE with the last VF',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ numVfs: '0' }, 'ok']
    ],
    sees: { numVfs: 0, vfs: [], sriov: { '0008': '0010', '0010': '0000' } }
  },
  {
    name: 'gives each of seven VFs its slice of both BARs, and shows none to a bus scan',
    does: [[{ numVfs: '7' }, 'ok']],
    sees: {
      vfs: Array.from({ length: 7 }, (_, vf) => ({
        address: `0000:01:${(0x10 + (vf >> 2)).toString(16)}.${(vf % 4) * 2}`,
        ids: 'ffff:ffff',
        barOffsets: [vf * 16384, vf * 16384],
        barBytes: [16384, 16384]
      }))
    }
  },
  {
    name: 'pins a MAC and asks for the VF driver to be loaded again',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: `mac ${MAC}` }, 'ok']
    ],
    logs: [made(1), `${IGB} setting MAC ${MAC} on VF 0`, ...RELOAD]
  },
  {
    name: 'takes a pinned MAC away',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: `mac ${MAC}` }, 'ok'],
      [{ vf: 0, set: 'mac 00:00:00:00:00:00' }, 'ok']
    ],
    logs: [
      made(1),
      `${IGB} setting MAC ${MAC} on VF 0`,
      ...RELOAD,
      `${IGB} remove administratively set MAC on VF 0`
    ]
  },
  {
    name: 'refuses to pin a group address, and anything for a VF that is not there',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: 'mac 01:00:5e:00:00:01' }, 'EINVAL'],
      [{ vf: 5, set: `mac ${MAC}` }, 'EINVAL']
    ],
    logs: [made(1)]
  },
  {
    name: 'takes port VLANs up to 4095',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: 'vlan 100' }, 'ok'],
      [{ vf: 0, set: 'vlan 4095' }, 'ok']
    ],
    logs: [made(1), `${IGB} Setting VLAN 100, QOS 0x0 on VF 0`, `${IGB} Setting VLAN 4095, QOS 0x0 on VF 0`]
  },
  {
    name: 'limits rates up to that of the link and guarantees none',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: 'max_tx_rate 500' }, 'ok'],
      [{ vf: 0, set: 'max_tx_rate 1000' }, 'ok'],
      [{ vf: 0, set: 'max_tx_rate 1001' }, 'EINVAL'],
      [{ vf: 0, set: 'min_tx_rate 10' }, 'EINVAL']
    ]
  },
  {
    name: 'limits no rate without a link',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ link: 'down' }, 'ok'],
      [{ vf: 0, set: 'max_tx_rate 500' }, 'EINVAL']
    ]
  },
  {
    name: 'logs a change of trust, once',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: 'trust on' }, 'ok'],
      [{ vf: 0, set: 'trust on' }, 'ok'],
      [{ vf: 0, set: 'spoofchk off' }, 'ok']
    ],
    logs: [made(1), `${IGB} VF 0 is trusted`]
  },
  {
    name: 'lets the driver of a VF become bus master, and of that VF alone',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ load: 0 }, 'ok']
    ],
    sees: { vfs: [{ isBusMaster: true }, { isBusMaster: false }] }
  },
  {
    name: 'refuses a VF driver any address behind a pinned one, when it loads and when it asks',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: `mac ${MAC}` }, 'ok'],
      [{ load: 0 }, 'ok'],
      [{ vf: 0, asksFor: '02:00:00:00:00:99' }, 'EADDRNOTAVAIL']
    ],
    logs: [made(1), `${IGB} setting MAC ${MAC} on VF 0`, ...RELOAD, ...OVERRIDDEN, ...OVERRIDDEN]
  },
  {
    name: 'lets a trusted VF driver have another address than the pinned one',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ vf: 0, set: `mac ${MAC}` }, 'ok'],
      [{ vf: 0, set: 'trust on' }, 'ok'],
      [{ load: 0 }, 'ok'],
      [{ vf: 0, asksFor: '02:00:00:00:00:99' }, 'ok']
    ],
    logs: [made(1), `${IGB} setting MAC ${MAC} on VF 0`, ...RELOAD, `${IGB} VF 0 is trusted`]
  },
  {
    name: 'lets a VF driver choose its address where none is pinned',
    does: [
      [{ numVfs: '1' }, 'ok'],
      [{ load: 0 }, 'ok'],
      [{ vf: 0, asksFor: '02:00:00:00:00:99' }, 'ok']
    ],
    logs: [made(1)]
  },
  {
    name: 'resets one VF, keeps its configuration for its driver, and leaves the other alone',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ load: 0 }, 'ok'],
      [{ load: 1 }, 'ok'],
      [{ reset: 0 }, 'ok']
    ],
    sees: { numVfs: 2, vfs: [{ isBusMaster: true }, { isBusMaster: true }] }
  },
  {
    name: 'has blank VFs after a reset of the PF: the kernel brings the registers back, not what drivers had set up',
    does: [
      [{ numVfs: '2' }, 'ok'],
      [{ load: 0 }, 'ok'],
      [{ reset: 'pf' }, 'ok']
    ],
    sees: {
      numVfs: 2,
      sriov: { '0008': '0019', '0010': '0002' },
      vfs: [{ isBusMaster: false }, { isBusMaster: false }]
    }
  }
]
