/**
 * Mean latency through a VM at an offered rate: a base for the path, service, and waiting in front of the slowest
 * stage as an M/D/1 queue, `rho / (2 (1 - rho)) * service`.
 *
 * Left out: bursts, interrupt moderation, the other stages' queues. At and above the stage's rate: a full ring.
 * Checked: rows 32, 34, 63 (means of three testers; tolerance 30 to 40 %).
 */
/** Descriptors of a ring where nothing else is said: receive rings of ixgbevf and iavf as Linux sets them up. */
export const DEFAULT_RING_DESCRIPTORS = 512

/** Mean time in an M/D/1 queue before service, us; at and above its rate a full ring, behind which no frame waits. Rates in M/s. */
export function queueingUs(rateMpps: number, capacityMpps: number): number {
  const rho = rateMpps / capacityMpps
  const full = DEFAULT_RING_DESCRIPTORS / capacityMpps
  return rho >= 1 ? full : Math.min(full, rho / (2 * (1 - rho)) / capacityMpps)
}

/** Mean latency, us. */
export const latencyUs = (baseUs: number, rateMpps: number, capacityMpps: number): number =>
  baseUs + 1 / capacityMpps + queueingUs(rateMpps, capacityMpps)
