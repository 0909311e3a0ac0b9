import { DEFAULT_SETTINGS } from '#shared/lab/settings.ts'
import type { Settings } from '#shared/lab/settings.ts'
import type { Database } from './database.ts'

/** Settings and other small values, each a JSON value under its key. */
export function settingTable(database: Database) {
  const read = (key: string): unknown => {
    const row = database.one<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)
    return row === null ? undefined : (JSON.parse(row.value) as unknown)
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

    all(): Settings {
      const stored = Object.keys(DEFAULT_SETTINGS).flatMap((key) => {
        const value = read(key)
        return value === undefined ? [] : [[key, value] as const]
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
