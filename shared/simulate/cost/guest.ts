/**
 * What the guest itself can do.
 *
 * Modelled: a poll-mode driver by cycles a frame and a burst; a kernel guest that sends streams with segmentation
 * offload by the byte; the tax of interrupts on a CPU-bound guest without posted interrupts.
 * Left out: applications, steal time, NUMA inside the guest.
 * Sources: ixy-languages, cloud-hypervisor PR 3794 (forum grade), ELI (ASPLOS 2012). Checked: rows 40, 41, 60.
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'

/** M frames/s that one core of `ghz` forwards in poll mode, counting only cycles. */
export const pollModeMpps = (ghz: number, burst: number, values: Values = defaultValues): number =>
  (ghz * 1000) / (values['pmd.frameCycles'] + values['pmd.burstCycles'] / burst)

/**
 * Share of bare-metal throughput that a CPU-bound guest with an assigned device reaches. Without posted
 * interrupts every interrupt costs exits; with them nearly none.
 */
export function interruptShare(
  hasPostedInterrupts: boolean,
  kiloInterruptsPerSecond: number,
  ghz: number,
  values: Values = defaultValues
): number {
  if (hasPostedInterrupts) return values['irq.postedShare']
  const taxCycles =
    kiloInterruptsPerSecond * 1000 * values['irq.exitsPerInterrupt'] * values['irq.exitCycles']
  return 1 / (1 + taxCycles / (ghz * 1e9))
}
