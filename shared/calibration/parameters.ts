/**
 * The numbers that the model takes as inputs. A function of the model gets them as `Values`, so a scenario may replace any
 * of them.
 */
import type { Parameter } from './parameter.ts'
import { parameterTable } from './parameter-table.ts'

/** Name of an input, for example "iommu.readWalk". */
export type ParameterId = keyof typeof parameterTable

/** The table, by name. */
export const parameters: Readonly<Record<ParameterId, Parameter>> = parameterTable

/** All names in the order of the table. */
export const parameterIds = Object.keys(parameterTable) as readonly ParameterId[]

/** Only the numbers: what the functions of the model take. */
export type Values = Readonly<Record<ParameterId, number>>

/** Whether `id` names an input. */
export const isParameterId = (id: string): id is ParameterId => Object.hasOwn(parameterTable, id)

/** The defaults with some of them replaced. */
export const withOverrides = (overrides: Partial<Values>): Values => ({ ...defaultValues, ...overrides })

/** Which of `values` lie outside their valid range. */
export const outOfRange = (values: Values): readonly ParameterId[] =>
  parameterIds.filter((id) => values[id] < parameterTable[id].min || values[id] > parameterTable[id].max)

/** The table's own values. */
export const defaultValues: Values = Object.fromEntries(
  parameterIds.map((id) => [id, parameterTable[id].value])
) as Record<ParameterId, number>
