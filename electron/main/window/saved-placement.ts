import * as v from 'valibot'
import type { WindowPlacement } from './window-bounds.ts'

const integer = v.pipe(v.number(), v.integer())
const placementSchema = v.object({
  bounds: v.object({ x: integer, y: integer, width: integer, height: integer }),
  isMaximized: v.boolean()
})

/** A placement as it was stored; null where there is none, or one of another form. */
export function savedPlacement(stored: unknown): WindowPlacement | null {
  const parsed = v.safeParse(placementSchema, stored)
  return parsed.success ? parsed.output : null
}
