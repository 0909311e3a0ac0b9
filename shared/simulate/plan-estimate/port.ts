/** A port as the model wants it, from what was read of a function; what had to be assumed is said in notes. */
import { nicPresetOf, nicPresets } from '../presets/nic-presets.ts'
import type { InventoryFunction, PcieLink } from '../../inventory/types.ts'
import { pciAddressParts } from '../../pci/address.ts'
import { readOr, type Reading } from '../../reading.ts'
import type { LayoutPort } from '../layout/layout.ts'
import { generationOfSpeed, isPcieLanes, type PcieLinkShape } from '../cost/pcie-link.ts'
import { portOf, portsOf } from '../../inventory/ports.ts'

/** A port with its assumptions. */
export interface PortFacts {
  readonly port: LayoutPort
  /** MTU of its interface, or of the plan where that sets one. */
  readonly mtu: number
  readonly isSpeedAssumed: boolean
  readonly notes: readonly string[]
}

const DEFAULT_MTU = 1500
/** What Linux leaves on most hosts; used where the device control register was not read. */
const DEFAULT_MAX_PAYLOAD_BYTES = 256
const DEFAULT_MAX_READ_REQUEST_BYTES = 512

/** "0000:3b:00.0 (ens3f0)", or only the address where there is no interface. */
export const portLabel = (fn: InventoryFunction): string => {
  const port = portOf(fn)
  return port === null ? fn.address : `${fn.address} (${port.name})`
}

/** Mbit/s of the first interface that has a speed; undefined while the link is down or the speed was not read. */
const readSpeedMbps = (fn: InventoryFunction): number | undefined =>
  portsOf(fn)
    .map((each) => readOr(each.speedMbps, 0))
    .find((speed) => speed > 0)

/** Whether the speed of its wire is known, from the link or from the model of the NIC. */
export const hasKnownSpeed = (fn: InventoryFunction): boolean =>
  readSpeedMbps(fn) !== undefined || nicPresetOf(fn.vendorId, fn.deviceId) !== 'generic'

/** The port of a network function with a known speed. `planned`: the MTU that the plan sets; absent = it is left as it is. */
export function portFacts(fn: InventoryFunction, plannedMtu?: number): PortFacts {
  const notes: string[] = []
  const nic = nicPresetOf(fn.vendorId, fn.deviceId)
  const preset = nicPresets[nic]
  const label = portLabel(fn)
  if (nic === 'generic')
    notes.push(`${label}: no preset for ${fn.vendorId}:${fn.deviceId}; only wire and PCIe are modelled`)

  const speedMbps = readSpeedMbps(fn)
  if (speedMbps === undefined) {
    const why = fn.interfaces.length === 0 ? 'no network interface' : 'link down or speed not read'
    notes.push(`${label}: ${why}; ${preset.portGbps} Gb/s of ${preset.label} assumed`)
  }

  const observed = portsOf(fn)
    .map((each) => readOr(each.mtu, 0))
    .find((mtu) => mtu > 0)
  const mtu = plannedMtu ?? observed ?? DEFAULT_MTU
  if (plannedMtu === undefined && observed === undefined)
    notes.push(`${label}: MTU not read; ${DEFAULT_MTU} assumed`)

  const { bus, device, domain } = pciAddressParts(fn.address)
  return {
    port: {
      id: fn.address,
      label,
      nic,
      wireGbps: speedMbps === undefined ? preset.portGbps : speedMbps / 1000,
      link: linkShape(fn, label, nic === 'generic' ? null : preset.link, notes),
      // Functions of one card sit on one link.
      linkNumber: (domain * 256 + bus) * 32 + device,
      ...(fn.numaNode.known && fn.numaNode.value !== null ? { numaNode: fn.numaNode.value } : {})
    },
    mtu,
    isSpeedAssumed: speedMbps === undefined,
    notes
  }
}

function linkShape(
  fn: InventoryFunction,
  label: string,
  rated: Pick<PcieLinkShape, 'generation' | 'lanes'> | null,
  notes: string[]
): PcieLinkShape | null {
  if (!fn.link.known) {
    if (rated === null) {
      notes.push(`${label}: PCIe link not read (${fn.link.reason}); PCIe is not modelled`)
      return null
    }
    notes.push(
      `${label}: PCIe link not read (${fn.link.reason}); gen${rated.generation} x${rated.lanes} of the card assumed`
    )
    return { ...rated, ...payload(null, label, notes) }
  }
  const link = fn.link.value
  if (link === null) {
    notes.push(`${label}: no PCIe link of its own; PCIe is not modelled`)
    return null
  }
  const generation = generationOfSpeed(link.speedGTps)
  if (generation === null || !isPcieLanes(link.width)) {
    notes.push(
      `${label}: PCIe link ${link.speedGTps} GT/s x${link.width} is not one that the model knows; left out`
    )
    return null
  }
  return { generation, lanes: link.width, ...payload(link, label, notes) }
}

function payload(
  link: PcieLink | null,
  label: string,
  notes: string[]
): Pick<PcieLinkShape, 'maxPayloadBytes' | 'maxReadRequestBytes'> {
  const of = (reading: Reading<number> | undefined, fallback: number): number =>
    reading?.known === true && reading.value > 0 ? reading.value : fallback
  if (link?.maxPayloadBytes.known !== true || !link.maxReadRequestBytes.known)
    notes.push(
      `${label}: payload sizes not read; ${DEFAULT_MAX_PAYLOAD_BYTES} / ${DEFAULT_MAX_READ_REQUEST_BYTES} B assumed`
    )
  return {
    maxPayloadBytes: of(link?.maxPayloadBytes, DEFAULT_MAX_PAYLOAD_BYTES),
    maxReadRequestBytes: of(link?.maxReadRequestBytes, DEFAULT_MAX_READ_REQUEST_BYTES)
  }
}
