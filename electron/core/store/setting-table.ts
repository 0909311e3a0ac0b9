import * as v from 'valibot'
import { DEFAULT_SETTINGS } from '#shared/lab/settings.ts'
import { settingSchemas, type Settings } from '#shared/lab/settings-schema.ts'
import type { Database } from './database.ts'
import { storedJson } from './stored-json.ts'

/** Settings and other small values, each a JSON value under its key. */
export function settingTable(database: Database) {
  /** undefined = not stored, or no JSON. Callers check the form. */
  const read = (key: string): unknown => {
    const row = database.one<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)
    return row === null ? undefined : (storedJson(row.value, v.unknown()) ?? undefined)
  }
  const write = (key: string, value: unknown): void =>
    void database.run(
      'INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
      key,
      JSON.stringify(value)
    )
  return {
    read,
    write,

    /**
     * All settings. One that this version does not understand (a theme of a newer one) has its default here, and
     * stays in the file until it is changed.
     */
    all(): Settings {
      const stored = Object.entries(settingSchemas).flatMap(([key, schema]) => {
        const parsed = v.safeParse(schema, read(key))
        return parsed.success ? [[key, parsed.output] as const] : []
      })
      return { ...DEFAULT_SETTINGS, ...Object.fromEntries(stored) }
    },

    change(changes: Partial<Settings>): void {
      database.transaction(() => {
        for (const [key, value] of Object.entries(changes)) write(key, value)
      })
    }
  }
}
