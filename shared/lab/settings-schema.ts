/**
 * How settings are checked, wherever they come from: the window, or a database that a newer version wrote. Apart from
 * `settings.ts`, so that the first paint does not wait for the validator.
 */
import * as v from 'valibot'
import { DENSITIES, HOST_FILTERS_KEPT, HOST_STATES, THEMES } from './setting-choices.ts'

const integerIn = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

const hostFilterSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40)),
  /** What is typed into the search; may be empty. */
  text: v.pipe(v.string(), v.maxLength(200)),
  state: v.picklist(HOST_STATES)
})

/** The schema of each setting by its name: a stored value that does not pass is as good as not stored. */
export const settingSchemas = {
  theme: v.picklist(THEMES),
  density: v.picklist(DENSITIES),
  /** Hosts scanned at the same time. */
  parallelScans: integerIn(1, 32),
  /** Seconds to wait for a TCP connection and for a host to answer. */
  connectTimeoutSeconds: integerIn(1, 120),
  /** In order of name, each name once. */
  hostFilters: v.pipe(
    v.array(hostFilterSchema),
    v.maxLength(HOST_FILTERS_KEPT),
    v.check(
      (filters) => new Set(filters.map(({ name }) => name)).size === filters.length,
      'a name is there twice'
    ),
    v.readonly()
  )
}

/** Some settings, to be changed together. */
export const settingChangesSchema = v.strictObject({
  theme: v.exactOptional(settingSchemas.theme),
  density: v.exactOptional(settingSchemas.density),
  parallelScans: v.exactOptional(settingSchemas.parallelScans),
  connectTimeoutSeconds: v.exactOptional(settingSchemas.connectTimeoutSeconds),
  hostFilters: v.exactOptional(settingSchemas.hostFilters)
})

/** All settings. */
export type Settings = {
  readonly [Name in keyof typeof settingSchemas]: v.InferOutput<(typeof settingSchemas)[Name]>
}

/** A search of the host list together with a filter, under a name. */
export type SavedHostFilter = Readonly<v.InferOutput<typeof hostFilterSchema>>
