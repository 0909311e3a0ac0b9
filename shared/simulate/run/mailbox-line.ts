import { MAILBOX_DELAY_US, MAILBOX_RETRIES } from '../../emulate/device/ixgbe/vf-driver.ts'

/** A VF driver gives up an unanswered request after this long. */
export const MAILBOX_TIMEOUT_NS = MAILBOX_RETRIES * MAILBOX_DELAY_US * 1000

/** Requests that were sent at once. */
export interface MailboxStorm {
  readonly atNs: number
  readonly requests: number
  readonly requestNs: number
  /** When the PF begins with the first of them. */
  readonly beginsNs: number
  /** When it is through with the last of them that it works on. */
  readonly endsNs: number
}

/**
 * Mailbox requests of a port's VFs, which its PF driver answers one at a time, in the order in which they came.
 *
 * A VF driver gives a request up after 2000 looks, 500 us apart (linux ixgbevf, device/ixgbe/vf-driver.ts); the PF works
 * on it all the same, because it is still in the mailbox. A reset of the PF loses what it had not answered yet.
 * Left out: that VF drivers ask again; several messages for one request.
 * Events come in order of time.
 */
export class MailboxLine {
  private storms: MailboxStorm[] = []
  /** The PF works on nothing that comes before. */
  private freeNs = -Infinity

  /** Requests that come at once. */
  storm(atNs: number, requests: number, requestNs: number): void {
    const beginsNs = Math.max(atNs, this.freeNs)
    this.freeNs = beginsNs + requests * requestNs
    this.storms.push({ atNs, requests, requestNs, beginsNs, endsNs: this.freeNs })
  }

  /** The PF answers nothing from `atNs` until `untilNs`, and has forgotten all requests by then. */
  reset(atNs: number, untilNs: number): void {
    this.storms = this.storms.map((storm) => {
      const beginsNs = Math.min(storm.beginsNs, Math.max(storm.atNs, atNs))
      return { ...storm, beginsNs, endsNs: Math.max(beginsNs, Math.min(storm.endsNs, atNs)) }
    })
    this.freeNs = untilNs
  }

  /**
   * When one more request that is sent at `atNs` and takes no time to speak of is answered: behind all that came before;
   * null = its VF gives it up before.
   */
  answerNs(atNs: number): number | null {
    const answeredNs = this.storms.reduce(
      (latest, storm) => (storm.atNs <= atNs ? Math.max(latest, storm.endsNs) : latest),
      atNs
    )
    return answeredNs - atNs <= MAILBOX_TIMEOUT_NS ? answeredNs : null
  }

  /** What became of every storm, in their order: how many requests were answered in time, and when the last of them. */
  outcomes(): readonly {
    readonly storm: MailboxStorm
    readonly answered: number
    readonly lastNs: number
  }[] {
    return this.storms.map((storm) => {
      const { atNs, beginsNs, requestNs } = storm
      const answered = answeredBy(storm, atNs + MAILBOX_TIMEOUT_NS)
      return { storm, answered, lastNs: answered === 0 ? atNs : beginsNs + answered * requestNs }
    })
  }

  /** How many requests wait for an answer at a time; those that were given up do not. */
  waiting(atNs: number): number {
    return this.storms
      .filter((storm) => storm.atNs <= atNs && atNs < storm.atNs + MAILBOX_TIMEOUT_NS)
      .reduce((sum, storm) => sum + storm.requests - answeredBy(storm, atNs), 0)
  }
}

const answeredBy = ({ beginsNs, endsNs, requestNs }: MailboxStorm, atNs: number): number =>
  Math.max(0, Math.floor((Math.min(atNs, endsNs) - beginsNs) / requestNs))
