/** A VF as a row of words: the same for the table and for telling what changed. */
import type { VfView } from '#shared/emulate/types.ts'

/** One cell. `text` decides whether it changed. */
export interface VfCell {
  readonly id: 'vf' | 'vm' | 'state' | 'mac' | 'vlan' | 'policy' | 'rate' | 'version' | 'msix' | 'frames'
  readonly head: string
  readonly text: string
  readonly tip?: string
  readonly isMono?: boolean
}

const rate = (mbps: number): string => (mbps === 0 ? '–' : String(mbps))
const onOff = (is: boolean): string => (is ? 'on' : 'off')
/** Bus, device and function: there is one domain only. */
const short = (address: string): string => address.slice(address.indexOf(':') + 1)

function user({ vm, guestAddress, isUsedByHost }: VfView): string {
  if (vm !== null) return guestAddress === null ? vm : `${vm} ${short(guestAddress)}`
  return isUsedByHost ? 'host' : '–'
}

const barWords = ({ address, bars }: VfView): string =>
  [
    address,
    ...bars.map(({ bar, address: at, bytes }) => `BAR ${bar} 0x${at.toString(16)}, ${bytes / 1024} KiB`)
  ].join('\n')

/** Cells in the order of the table's columns. */
export const vfCells = (vf: VfView): readonly VfCell[] => [
  { id: 'vf', head: 'VF', text: `VF ${vf.index} ${short(vf.address)}`, tip: barWords(vf) },
  {
    id: 'vm',
    head: 'VM',
    text: user(vf),
    tip: 'The VM it is assigned to, and at which address the VM sees it'
  },
  { id: 'state', head: 'State', text: vf.state },
  { id: 'mac', head: 'MAC', text: vf.mac ?? '–', isMono: true },
  { id: 'vlan', head: 'VLAN', text: vf.portVlan === 0 ? '–' : String(vf.portVlan), tip: 'Port VLAN' },
  {
    id: 'policy',
    head: 'Trust/check',
    text: `${onOff(vf.isTrusted)} / ${onOff(vf.isSpoofChecked)}`,
    tip: 'Trusted by the host (trust) / source addresses are checked (spoofchk)'
  },
  {
    id: 'rate',
    head: 'Mb/s',
    text: `${rate(vf.minMbps)} / ${rate(vf.maxMbps)}`,
    tip: 'min_tx_rate / max_tx_rate'
  },
  { id: 'version', head: 'Version', text: vf.mailboxVersion ?? '–', tip: 'On which both drivers agreed' },
  {
    id: 'msix',
    head: 'MSI-X/BM',
    text: `${onOff(vf.isMsixEnabled)} / ${onOff(vf.isBusMaster)}`,
    tip: 'MSI-X Enable / Bus Master Enable'
  },
  {
    id: 'frames',
    head: 'Tx/rx/spoof',
    text: `${vf.sentFrames} / ${vf.receivedFrames} / ${vf.spoofedFrames}`,
    tip: 'Frames sent / received / dropped for a false source address'
  }
]
