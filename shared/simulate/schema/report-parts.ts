/** What the schemas of several reports are made of. */
import * as v from 'valibot'
import { described } from '../presets/schema-parts.ts'
import type { ResourceKind } from '../types.ts'

/** How many of something. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A part of a whole. */
export const share = described(v.number(), '0 to 1')

/** Everything that can be full. */
export const resourceKind = v.picklist([
  'wire-out',
  'wire-in',
  'port-rate',
  'queue-rate',
  'pcie-up',
  'pcie-down',
  'iommu-walker',
  'memory',
  'switch-core',
  'vhost-thread',
  'guest-core',
  'rate-limit',
  'demand'
] satisfies ResourceKind[])
