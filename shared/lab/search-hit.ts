import type { HostId } from '../inventory/types.ts'

/** Something found by name or address. */
export interface SearchHit {
  readonly host: HostId
  readonly hostName: string
  /** PCI address; null = the host itself. */
  readonly address: string | null
  readonly label: string
  readonly detail: string
}
