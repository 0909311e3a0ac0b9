import { gunzipSync, gzipSync } from 'node:zlib'

/** Text as it lies in the database. Level 1: a capture shrinks to a tenth either way, and scans come in bulk. */
export const pack = (text: string): Buffer => gzipSync(text, { level: 1 })

/** The text of `pack`. Throws on anything else: that is a damaged database. */
export const unpack = (packed: Uint8Array): string => gunzipSync(packed).toString('utf8')
