/** What a form can offer of the attributes of a VF, by what its PF driver takes. */
import { listed } from '../listed.ts'
import type { PfDriver } from './pf-driver.ts'
import { supportOf, type PortContext } from './refusals.ts'
import type { VfValue } from './vf-attribute.ts'
import { VF_ATTRIBUTES } from './vf-attributes.ts'
import type { VfAttributeName } from './vf-settings.ts'

/** What is offered of one attribute. */
export type Offer =
  /** `only`: the values that have an effect; null = all. `note`: what the user should know, a sentence; null = nothing. */
  | { readonly kind: 'open'; readonly only: readonly VfValue[] | null; readonly note: string | null }
  /** Not offered; `why` is a sentence. */
  | { readonly kind: 'closed'; readonly why: string }

/** `driver` null = none, or one of which nothing is known: everything is offered, and that it is not known is said. */
export function offerOf(
  driver: PfDriver | null,
  name: VfAttributeName,
  port: PortContext,
  driverName: string | null
): Offer {
  if (driver === null) {
    const note = driverName === null ? null : `Whether ${driverName} takes it is not known.`
    return { kind: 'open', only: null, note }
  }
  const support = supportOf(driver, name, port)
  const { object } = VF_ATTRIBUTES[name]
  switch (support.kind) {
    case 'taken': {
      const { only } = support
      const note = only === undefined ? null : `${driver.name} knows ${listed(only.map(String))}.`
      return { kind: 'open', only: only ?? null, note }
    }
    case 'refused':
      return {
        kind: 'closed',
        why:
          support.errno === null
            ? `${driver.name} does nothing for ${object}.`
            : `${driver.name} does not take ${object}.`
      }
    case 'depends':
      return { kind: 'open', only: null, note: `${driver.name} takes ${object} only ${support.on}.` }
    case 'unknown':
      return { kind: 'open', only: null, note: `Whether ${driver.name} takes ${object} is not known.` }
  }
}
