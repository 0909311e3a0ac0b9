/**
 * Namespaces of an NVM subsystem and the controllers that they are attached to. A private namespace is attached to
 * one controller at a time, a shared one to any number.
 *
 * Left out: creating and deleting namespaces, formats, reservations.
 * Source: NVM Express Base Specification 2.0, 3.2.1 and 5.22. Attachment outlives resets.
 */
import { STATUS, type Status } from './admin-command.ts'

/** A namespace of a subsystem. */
export interface NamespaceVariant {
  readonly nsid: number
  readonly isShared: boolean
  /** Controllers that have it from the start. */
  readonly attachedTo: readonly number[]
}

/** SEL of Namespace Attachment, bits 3:0 of dword 10. */
export const SELECT = { ATTACH: 0, DETACH: 1 } as const

/** All namespaces. */
export class Namespaces {
  private readonly variants: ReadonlyMap<number, NamespaceVariant>
  private readonly controllers: ReadonlyMap<number, Set<number>>

  constructor(variants: readonly NamespaceVariant[]) {
    this.variants = new Map(variants.map((each) => [each.nsid, each]))
    this.controllers = new Map(variants.map(({ nsid, attachedTo }) => [nsid, new Set(attachedTo)]))
  }

  /** NSIDs that a controller can use, from low to high. */
  activeOn(controller: number): readonly number[] {
    return [...this.controllers]
      .filter(([, attached]) => attached.has(controller))
      .map(([nsid]) => nsid)
      .sort((a, b) => a - b)
  }

  /** Controllers that have a namespace, from low to high. */
  controllersOf(nsid: number): readonly number[] {
    return [...(this.controllers.get(nsid) ?? [])].sort((a, b) => a - b)
  }

  /** Namespace Attachment for `controllers`, one after the other; the first refusal ends it. */
  select(
    selection: number,
    nsid: number,
    controllers: readonly number[],
    exists: (controller: number) => boolean
  ): Status {
    if (nsid === 0) return STATUS.INVALID_NAMESPACE
    const variant = this.variants.get(nsid)
    const attached = this.controllers.get(nsid)
    if (variant === undefined || attached === undefined) return STATUS.INVALID_FIELD
    if (controllers.length === 0) return STATUS.CONTROLLER_LIST_INVALID
    for (const controller of controllers) {
      if (!exists(controller)) return STATUS.CONTROLLER_LIST_INVALID
      const isAttached = attached.has(controller)
      if (selection === SELECT.ATTACH) {
        if (isAttached) return STATUS.NAMESPACE_ALREADY_ATTACHED
        if (!variant.isShared && attached.size > 0) return STATUS.NAMESPACE_IS_PRIVATE
        attached.add(controller)
      } else if (selection === SELECT.DETACH) {
        if (!isAttached) return STATUS.NAMESPACE_NOT_ATTACHED
        attached.delete(controller)
      } else return STATUS.INVALID_FIELD
    }
    return STATUS.SUCCESS
  }
}
