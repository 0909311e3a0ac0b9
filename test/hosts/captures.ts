import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = import.meta.dirname

/** Names of the captured machines: every folder here. In order of name. */
export const capturedHosts: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()

/** The capture of a machine, as text. */
export const captureText = (name: string): string =>
  gunzipSync(readFileSync(join(FOLDER, name, 'capture.gz'))).toString('utf8')

/** What is known about a machine; `about` says how it came to be. */
export const expectedOf = (name: string): { readonly about: string } & Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(FOLDER, name, 'expected.json'), 'utf8')) as { about: string }
