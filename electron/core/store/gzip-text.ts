import { gunzipSync, gzipSync } from 'node:zlib'

/** Text as it lies in the database. Level 1: a capture shrinks to a tenth either way, and scans come in bulk. */
export const pack = (text: string): Buffer => gzipSync(text, { level: 1 })

/** The text of `pack`; null for anything else, which is a damaged row. */
export function unpack(packed: Uint8Array): string | null {
  try {
    return gunzipSync(packed).toString('utf8')
  } catch {
    return null
  }
}
