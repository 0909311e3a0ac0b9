import { isAssignmentDriver } from '../../iommu/viability.ts'
import { readOr } from '../../reading.ts'
import type { HostSnapshot } from '../../snapshot/types.ts'
import type { Sighting } from './sighting.ts'

/** What the console is seen from. */
export type DisplayReadings = Pick<HostSnapshot, 'functions' | 'framebuffers'>

/**
 * The function on which the host shows its console: it carries a framebuffer, or is the one that the firmware used and
 * still has a driver of the host or a framebuffer of the firmware on it. Source: drivers/video/fbdev/efifb.c and
 * drivers/gpu/drm/tiny/simpledrm.c, whose memory is that of the boot VGA function.
 */
export function displayUses({ functions, framebuffers }: DisplayReadings): readonly Sighting[] {
  const own = framebuffers.flatMap(({ name, functions: [at] }): readonly Sighting[] =>
    at === undefined ? [] : [{ at, use: { kind: 'console', what: `framebuffer ${name}` } }]
  )
  const shown = new Set(own.map(({ at }) => at))
  const firmware = framebuffers.find((one) => one.functions.length === 0)
  const boot = functions.flatMap((fn): readonly Sighting[] => {
    if (fn.bootVga === null || shown.has(fn.address)) return []
    const driver = readOr(fn.driver, null)
    const isDriven = driver !== null && !isAssignmentDriver(driver)
    if (!fn.bootVga) return [{ at: fn.address, evidence: 'the console is not on it' }]
    if (!isDriven && firmware === undefined) {
      return [
        { at: fn.address, evidence: 'the firmware showed its messages on it, and no framebuffer is left' }
      ]
    }
    const what = isDriven ? 'boot VGA' : `boot VGA with the firmware’s framebuffer ${firmware?.name ?? ''}`
    return [{ at: fn.address, use: { kind: 'console', what } }]
  })
  return [...own, ...boot]
}
