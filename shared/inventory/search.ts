import { className } from '../pci/class-code.ts'
import type { PciAddress } from '../pci/address.ts'
import { readOr } from '../reading.ts'
import type { HostId, InventoryFunction, InventoryHost } from './types.ts'

/** Something found by name, address, driver, MAC or interface. */
export interface InventoryHit {
  readonly host: HostId
  readonly hostName: string
  /** null = the host itself. */
  readonly address: PciAddress | null
  readonly label: string
  readonly detail: string
}

/** A host and the name it is shown under. */
export interface SearchedHost {
  readonly name: string
  readonly inventory: InventoryHost
}

/**
 * Finds hosts and functions in which every word of `text` occurs, wherever and in whatever case. Hosts come in the
 * given order, each before its functions, functions in order of address; at most `limit` hits. An address may be
 * typed short (`3b:00.0`), a MAC with dashes. Empty text finds nothing.
 */
export function searchInventory(
  hosts: Iterable<SearchedHost>,
  text: string,
  limit = 200
): readonly InventoryHit[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const hits: InventoryHit[] = []
  for (const { name, inventory } of hosts) {
    const hostText = [name, inventory.hostname].join('\n').toLowerCase()
    if (words.every((word) => hostText.includes(word))) {
      hits.push({
        host: inventory.id,
        hostName: name,
        address: null,
        label: name,
        detail: hostDetail(inventory)
      })
    }
    for (const fn of inventory.functions) {
      if (hits.length >= limit) return hits
      const functionText = searchText(fn)
      // The host's name narrows a search, but alone it does not bring up all its functions.
      const isFound =
        words.every((word) => hostText.includes(word) || matches(functionText, word)) &&
        words.some((word) => matches(functionText, word))
      if (isFound) hits.push(hitOf(name, inventory, fn))
    }
  }
  return hits.slice(0, limit)
}

const matches = (text: string, word: string): boolean =>
  text.includes(word) ||
  (/^[0-9a-f]{2}(-[0-9a-f]{2})+$/.test(word) && text.includes(word.replaceAll('-', ':')))

const hostDetail = (host: InventoryHost): string =>
  [readOr(host.os, ''), host.kernel].filter(Boolean).join(' · ')

/** What a function is found by: one line for each thing, so that a word does not match across two of them. */
export const searchText = (fn: InventoryFunction): string =>
  [
    fn.address,
    fn.vendorName,
    fn.deviceName,
    `${fn.vendorId}:${fn.deviceId}`,
    readOr(fn.driver, null),
    className(fn.classCode),
    fn.role.kind === 'pf' || fn.role.kind === 'vf' ? fn.role.kind : null,
    ...fn.interfaces.flatMap((one) => [one.name, readOr(one.mac, null), ...one.addresses]),
    ...(fn.role.kind === 'pf' ? readOr(fn.role.sriov.vfSettings, []).map(({ mac }) => mac) : [])
  ]
    .filter((one) => one !== null)
    .join('\n')
    .toLowerCase()

function hitOf(hostName: string, host: InventoryHost, fn: InventoryFunction): InventoryHit {
  const names = fn.interfaces.map(({ name }) => name).join(', ')
  const role =
    fn.role.kind === 'vf' ? `VF ${fn.role.index} of ${fn.role.pf}` : fn.role.kind === 'pf' ? 'PF' : null
  const driver = readOr(fn.driver, null)
  return {
    host: host.id,
    hostName,
    address: fn.address,
    label: names === '' ? fn.address : `${fn.address} (${names})`,
    detail: [fn.deviceName ?? className(fn.classCode), role, driver].filter(Boolean).join(' · ')
  }
}
