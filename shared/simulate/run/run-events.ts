/**
 * What may happen to hardware and drivers during a run, and how it reads on a time line. What it does is in
 * event-effects.ts.
 */

interface OnPort {
  /** Ids of the layout. */
  readonly host: string
  readonly port: string
  readonly atNs: number
}

/** Something that happens during a run; times in ns from its start. Flows are numbered as in the report. */
export type RunEvent =
  /**
   * FLR of the function that the flow begins at: its frames are lost until Linux and its driver go on with it, by default
   * for `ctrl.flrWait`.
   */
  | { readonly kind: 'vf-reset'; readonly flow: number; readonly atNs: number; readonly durationNs?: number }
  /** The port has no link: nothing leaves or enters. */
  | ({ readonly kind: 'link-down'; readonly durationNs: number } & OnPort)
  /** The PF is reset: all its VFs are gone. By default until FLR is over and its driver has made them again. */
  | ({ readonly kind: 'pf-reset'; readonly durationNs?: number } & OnPort)
  /** The port's VFs are enabled: they send nothing before, nor until all are made. */
  | ({ readonly kind: 'vf-enable' } & OnPort)
  /** VFs of the port ask the PF `requests` things at once; each takes it `requestNs`, of which no measurement is public. */
  | ({ readonly kind: 'mailbox-storm'; readonly requests: number; readonly requestNs: number } & OnPort)

/** One line of what happened. */
export interface TimelineEntry {
  readonly atNs: number
  readonly event: RunEvent['kind']
  readonly text: string
  /** Flows that it hits; empty for what the data path does not notice. */
  readonly flows: readonly number[]
}
