import { Copy, PanelRight } from '@lucide/vue'
import type { InventoryFunction } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { useCopy } from '../../stores/useCopy.ts'

/** The menu of a function: the same wherever it is shown. */
export function useFunctionMenu(): (
  fn: InventoryFunction,
  pick: (address: PciAddress) => void
) => readonly MenuEntry[] {
  const { copy } = useCopy()
  const copyEntry = (label: string, text: string, what: string): MenuEntry => ({
    kind: 'action',
    label,
    icon: Copy,
    run: () => void copy(text, what)
  })
  return (fn, pick) => [
    { kind: 'action', label: 'Show facts', icon: PanelRight, run: () => pick(fn.address) },
    { kind: 'separator' },
    copyEntry('Copy address', fn.address, 'address'),
    copyEntry('Copy vendor:device id', `${fn.vendorId}:${fn.deviceId}`, 'id'),
    ...fn.interfaces.flatMap(({ name, mac }) => [
      copyEntry(`Copy interface ${name}`, name, 'interface name'),
      ...(mac.known ? [copyEntry(`Copy MAC of ${name}`, mac.value, 'MAC')] : [])
    ])
  ]
}
