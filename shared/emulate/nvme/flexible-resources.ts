/**
 * Flexible resources of one kind (queue pairs or interrupt vectors) that a primary controller hands out to its
 * secondary controllers.
 *
 * Modelled: private and flexible resources, the primary's own share that changes at a reset, the limit of each
 * secondary. Left out: granularity, which is a preference and no rule.
 * Source: NVM Express Base Specification 2.0, 5.28 and 8.26. Which status says that too few are free is the
 * emulated controller's choice (QEMU 10.0). Checked: against that controller on the virtual lab host.
 */
import { STATUS, type Status } from './admin-command.ts'
import type { ResourceCapabilities } from './identify-data.ts'

/** What differs between devices. */
export interface ResourceVariant {
  /** PRT: resources that are always the primary's. */
  readonly private: number
  /** FRT: resources to hand out. */
  readonly flexible: number
  /** RFAP after power-on: of them the primary's. */
  readonly primaryAtPowerOn: number
  /** FRSM: most for one secondary. */
  readonly secondaryMaximum: number
}

/** One pool. Controllers are named by their identifiers. */
export class FlexibleResources {
  readonly variant: ResourceVariant
  private primary: number
  private primaryAfterReset: number
  private readonly bySecondary = new Map<number, number>()

  constructor(variant: ResourceVariant) {
    this.variant = variant
    this.primary = variant.primaryAtPowerOn
    this.primaryAfterReset = variant.primaryAtPowerOn
  }

  private get assigned(): number {
    let sum = 0
    for (const number of this.bySecondary.values()) sum += number
    return sum
  }

  /** As Primary Controller Capabilities tell it. */
  get capabilities(): ResourceCapabilities {
    const { flexible, secondaryMaximum } = this.variant
    return {
      flexible,
      assigned: this.assigned,
      primary: this.primary,
      private: this.variant.private,
      secondaryMaximum,
      granularity: 1
    }
  }

  /** Resources that the primary controller can use now. */
  get ofPrimary(): number {
    return this.variant.private + this.primary
  }

  /** Resources of a secondary controller. */
  of(secondary: number): number {
    return this.bySecondary.get(secondary) ?? 0
  }

  /** Action 8h: gives a secondary controller exactly `number`. */
  assign(secondary: number, number: number): Status {
    if (number > this.variant.secondaryMaximum) return STATUS.INVALID_NUMBER_OF_RESOURCES
    const free = this.variant.flexible - this.primary - this.assigned
    if (number - this.of(secondary) > free) return STATUS.INVALID_RESOURCE_ID
    this.bySecondary.set(secondary, number)
    return STATUS.SUCCESS
  }

  /** What action 7h does beside taking the controller offline: everything it had is free again. */
  release(secondary: number): void {
    this.bySecondary.delete(secondary)
  }

  /** Action 1h: what the primary shall have; in force after the next reset that is not a mere Controller Reset. */
  allocateToPrimary(number: number): Status {
    if (number > this.variant.flexible) return STATUS.INVALID_NUMBER_OF_RESOURCES
    if (number > this.variant.flexible - this.assigned) return STATUS.INVALID_RESOURCE_ID
    this.primaryAfterReset = number
    return STATUS.SUCCESS
  }

  /** The primary controller was reset by something else than CC.EN. */
  resetPrimary(): void {
    this.primary = this.primaryAfterReset
  }
}
