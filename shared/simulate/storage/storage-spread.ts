/**
 * How far a storage prediction may be off, by what limits it. No measurement of NVMe VFs was found in public, so
 * nothing here is a measured error: it is what sources differ by, or a guess that is wide on purpose.
 */
import type { Spread } from '../cost/spread.ts'
import type { StorageResourceKind } from './storage-model.ts'

/** The spread of each thing that can limit a VM's I/O, with why. */
export const storageSpread: Readonly<Record<StorageResourceKind, Spread & { readonly reason: string }>> = {
  'drive-rate': {
    down: 0.35,
    up: 0.1,
    reason: 'ratings are best cases of a fresh drive; one review measured 6 % more than rated'
  },
  'drive-bandwidth': { down: 0.35, up: 0.1, reason: 'as above' },
  'pcie-up': { down: 0.15, up: 0, reason: 'never more than the link; reads and writes at once reach 0.85' },
  'pcie-down': { down: 0.15, up: 0, reason: 'never more than the link; reads and writes at once reach 0.85' },
  'storage-core': {
    down: 0.5,
    up: 1,
    reason: 'published rates of one core lie between 0.3 and 4.3 M I/O a second'
  },
  'io-thread': {
    down: 0.65,
    up: 0.6,
    reason: 'published rates of one I/O thread lie between 57 and 253 k/s'
  },
  'queue-depth': { down: 0.3, up: 0.3, reason: 'latencies of drives of one kind differ by that much' },
  offered: { down: 0, up: 0, reason: 'what was offered' }
}

/** What the exponent with which I/Os in flight and the drive's most combine is multiplied by. */
export const DEPTH_EXPONENT_SPREAD = { down: 0.75, up: 3 } as const

/** What a class of drives adds, in place of the drive's own spread. */
export const CLASS_SPREAD: Spread = { down: 0.65, up: 1 }

/** What sharing by VFs may cost beyond everything else: not measured in public, so only downwards. */
export const VF_LOSS = 0.3
