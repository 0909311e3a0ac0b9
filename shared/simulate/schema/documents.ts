/** The two documents of docs/schemas, which `vflab simulate --schema` prints. */
import type { JsonSchema } from '@valibot/to-json-schema'
import { namedSchemas } from '../scenario/scenario.ts'
import { scenarioFileSchema } from '../scenario/scenario-file.ts'
import { jsonSchemaDocument } from './json-schema.ts'
import { namedReportSchemas, reportSchema } from './report-schema.ts'

/** Names of the documents. */
export const schemaNames = ['scenario', 'report'] as const
/** One of them. */
export type SchemaName = (typeof schemaNames)[number]

/** JSON Schema of scenario files or of reports. */
export const schemaDocument = (name: SchemaName): JsonSchema =>
  name === 'scenario'
    ? jsonSchemaDocument(
        scenarioFileSchema,
        {
          id: 'urn:vflab:scenario:1',
          title: 'VF Lab scenario',
          description: 'A question to the simulator: a layout, or one mechanism. Units are in the names.'
        },
        namedSchemas
      )
    : jsonSchemaDocument(
        reportSchema,
        {
          id: 'urn:vflab:report:1',
          title: 'VF Lab simulation report',
          description: 'What `vflab simulate --json` prints. Units are in the names or beside the value.'
        },
        namedReportSchemas
      )
