import type { InventoryFunction } from '../../inventory/types.ts'
import { listed } from '../../listed.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/** A graphics card is several functions: its sound and USB functions are of no use without the picture. */
export const partsOfCard = ({ hosts }: RuleContext): readonly Finding[] => hosts.flatMap(findings)

function findings(host: PlannedHost): readonly Finding[] {
  return host.assigned.flatMap(({ function: fn, observed, vm }) => {
    if (observed === null || observed.class !== 'display' || observed.role.kind === 'vf') return []
    const left = (host.inventory?.functions ?? []).filter(
      (other) =>
        isSameCard(other, observed) &&
        !host.assigned.some((one) => one.address === other.address && one.vm.id === vm.id)
    )
    if (left.length === 0) return []
    return [
      finding({
        rule: 'parts-of-card',
        severity: 'info',
        subject: { kind: 'function', function: fn },
        message: `${describeFunction(fn)} goes to ${vm.name} without ${listed(left.map(nameOf))} of the same card`,
        why: 'The sound of a monitor and a USB-C port of the card are functions of their own; drivers of guests expect them.',
        fixes: [{ label: `Give ${listed(left.map(({ address }) => address))} to ${vm.name} too` }]
      })
    ]
  })
}

/** Another function of the same device, other than a VF: addresses differ in the last digit. */
const isSameCard = (other: InventoryFunction, card: InventoryFunction): boolean =>
  other.address !== card.address &&
  other.address.slice(0, -1) === card.address.slice(0, -1) &&
  other.role.kind !== 'vf'

const nameOf = ({ address, driver }: InventoryFunction): string =>
  driver.known && driver.value !== null ? `${address} (${driver.value})` : address
