/** Descriptor rings of functions: how many frames can wait, and how much memory the device goes over. */
import { DEFAULT_RING_DESCRIPTORS } from '../cost/queueing.ts'
import type { LayoutFunction } from './layout.ts'

/** Bytes of memory behind a descriptor: a buffer for a frame of usual size. */
const BUFFER_BYTES = 2048

/** Descriptors of each ring of a function. */
export const ringDescriptors = ({ ringDescriptors: asked }: LayoutFunction): number =>
  asked ?? DEFAULT_RING_DESCRIPTORS

/** Memory that an assigned function goes over with one ring each way, bytes: decides IOTLB misses. */
export const ringWindowBytes = (fn: LayoutFunction): number => 2 * ringDescriptors(fn) * BUFFER_BYTES
