/**
 * The one contract between the processes. A channel is named `area.verb`; its request is checked against the
 * schema in the router before a handler sees it; its response and its error are types that both ends share.
 * Both ends stop compiling together when a line here changes.
 */
import * as v from 'valibot'
import type { HostId, InventoryHost } from '../inventory/types.ts'
import { idSchema, planNameSchema, planSchema } from '../plan/schema.ts'
import type { Plan } from '../plan/types.ts'
import { CONSENTS } from '../check/consent.ts'
import type { Result } from '../result.ts'
import { connectionSchema } from '../lab/connection.ts'
import { settingChangesSchema, type Settings } from '../lab/settings-schema.ts'
import type { JobLog } from './job-log.ts'
import type { AppInfo, RuntimeWarning } from './app-info.ts'
import { APPLY_ACTIONS, type ApplyRun } from '../lab/run.ts'
import type { CaptureDrift, CaptureSummary } from '../lab/capture.ts'
import type { HostKeyQuestion, HostPreset, HostSummary } from '../lab/host.ts'
import type { Failure } from '../failure.ts'
import type { Job } from '../lab/job.ts'
import type { PlanSummary } from '../lab/plan-summary.ts'
import type { SearchHit } from '../lab/search-hit.ts'

declare const responseType: unique symbol

/** A channel: the schema of its request and, as a type only, its response. */
interface Channel<Schema extends v.GenericSchema, Response> {
  readonly request: Schema
  readonly [responseType]?: Response
}

const channel = <Response>() => ({
  takes: <Schema extends v.GenericSchema>(request: Schema): Channel<Schema, Response> => ({ request })
})

const nothing = v.undefined()
const host = v.strictObject({ host: idSchema })
const plan = v.strictObject({ plan: idSchema })

/** Typed by the user, goes to the main process and never comes back. */
const secrets = v.strictObject({
  password: v.exactOptional(v.pipe(v.string(), v.maxLength(1024))),
  passphrase: v.exactOptional(v.pipe(v.string(), v.maxLength(1024))),
  sudoPassword: v.exactOptional(v.pipe(v.string(), v.maxLength(1024)))
})
/** null = no host of the lab: free scenarios. */
const presetHost = v.nullable(idSchema)
const exportedFiles = v.pipe(
  v.array(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'not a plain file name')),
      content: v.pipe(v.string(), v.maxLength(16 * 1024 * 1024)),
      isExecutable: v.boolean()
    })
  ),
  v.minLength(1),
  v.maxLength(256)
)

/** Every request: the schema of what it takes and the type of what it gives. */
export const contract = {
  'app.info': channel<AppInfo>().takes(nothing),
  'app.warnings': channel<readonly RuntimeWarning[]>().takes(nothing),
  'settings.get': channel<Settings>().takes(nothing),
  'settings.set': channel<Settings>().takes(settingChangesSchema),

  'hosts.list': channel<readonly HostSummary[]>().takes(nothing),
  'hosts.add': channel<HostSummary>().takes(
    v.strictObject({
      name: v.pipe(v.string(), v.trim(), v.maxLength(80)),
      connection: connectionSchema,
      secrets
    })
  ),
  'hosts.update': channel<HostSummary>().takes(
    v.strictObject({
      host: idSchema,
      name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
      connection: connectionSchema,
      secrets
    })
  ),
  'hosts.remove': channel<null>().takes(host),
  /** Forgets the trusted key, for a host that was reinstalled. The next connection asks again. */
  'hosts.forget-key': channel<HostSummary>().takes(host),
  'hosts.add-sample-lab': channel<readonly HostSummary[]>().takes(nothing),
  'hosts.remove-sample-lab': channel<null>().takes(nothing),
  /** Asks for capture files made by `vflab capture`; null = the user closed the dialog. */
  'hosts.import-captures': channel<readonly HostSummary[] | null>().takes(nothing),
  /** Saves the newest capture to a file; null = the user closed the dialog. */
  'hosts.save-capture': channel<{ readonly path: string } | null>().takes(host),
  'hosts.pick-key': channel<{ readonly path: string } | null>().takes(nothing),

  'inventory.get': channel<InventoryHost | null>().takes(host),
  'inventory.captures': channel<readonly CaptureSummary[]>().takes(host),
  /**
   * What changed between an earlier capture (null = the one before the newest) and the newest; null = there is no
   * earlier one.
   */
  'inventory.drift': channel<CaptureDrift | null>().takes(
    v.strictObject({ host: idSchema, since: v.nullable(idSchema) })
  ),
  'inventory.search': channel<readonly SearchHit[]>().takes(
    v.strictObject({ text: v.pipe(v.string(), v.maxLength(200)) })
  ),

  'scan.start': channel<Job>().takes(
    v.strictObject({ hosts: v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(10_000)) })
  ),
  'jobs.list': channel<readonly Job[]>().takes(nothing),
  /** The log of a listed job so far, for a window that did not see it grow. Events continue it. */
  'jobs.log': channel<JobLog>().takes(v.strictObject({ job: idSchema })),
  'jobs.cancel': channel<null>().takes(v.strictObject({ job: idSchema })),
  'host-keys.open': channel<readonly HostKeyQuestion[]>().takes(nothing),
  'host-keys.answer': channel<null>().takes(v.strictObject({ question: idSchema, trust: v.boolean() })),

  'plans.list': channel<readonly PlanSummary[]>().takes(nothing),
  'plans.get': channel<Plan | null>().takes(plan),
  'plans.save': channel<PlanSummary>().takes(v.strictObject({ plan: planSchema })),
  'plans.remove': channel<null>().takes(plan),
  'plans.duplicate': channel<Plan>().takes(v.strictObject({ plan: idSchema, name: planNameSchema })),
  'plans.import-file': channel<Plan | null>().takes(nothing),

  /**
   * Asks for scenarios, presets and output of measuring tools, and reads them as text; what they are is for the window
   * to find out. null = the user closed the dialog.
   */
  'files.open-for-what-if': channel<
    readonly { readonly name: string; readonly text: string }[] | null
  >().takes(nothing),
  'files.save': channel<{ readonly paths: readonly string[] } | null>().takes(
    v.strictObject({ files: exportedFiles })
  ),

  /** Inputs of the model that were fitted to a host, or taken from a file. Each change answers with all that are kept. */
  'presets.list': channel<readonly HostPreset[]>().takes(nothing),
  'presets.keep': channel<readonly HostPreset[]>().takes(
    v.strictObject({
      host: presetHost,
      title: v.pipe(v.string(), v.maxLength(300)),
      /** By name; whether there is such an input is for the handler to say, who need not load the table at start. */
      parameters: v.record(v.pipe(v.string(), v.maxLength(80)), v.pipe(v.number(), v.finite()))
    })
  ),
  'presets.remove': channel<readonly HostPreset[]>().takes(v.strictObject({ host: presetHost })),

  'apply.start': channel<Job>().takes(
    v.strictObject({
      plan: idSchema,
      host: idSchema,
      action: v.picklist(APPLY_ACTIONS),
      /** What the user agreed to lose, each thing by itself. */
      consents: v.pipe(v.array(v.picklist(CONSENTS)), v.maxLength(CONSENTS.length), v.readonly()),
      /** The user has read the errors of the check and wants it all the same; some are refused even so. */
      insist: v.boolean()
    })
  ),
  'apply.runs': channel<readonly ApplyRun[]>().takes(nothing),
  'apply.run': channel<ApplyRun | null>().takes(v.strictObject({ run: idSchema }))
} as const

type Contract = typeof contract
/** The name of a request. */
export type ChannelName = keyof Contract
/** What a request takes, after its schema. */
export type Request<C extends ChannelName> = v.InferOutput<Contract[C]['request']>
/** What a request gives. */
export type Response<C extends ChannelName> =
  Contract[C] extends Channel<v.GenericSchema, infer R> ? R : never
/** One handler a request: the main process does not compile without one. */
export type Handlers = {
  readonly [C in ChannelName]: (
    request: Request<C>
  ) => Result<Response<C>, Failure> | Promise<Result<Response<C>, Failure>>
}

/** What the main process tells the window without being asked. */
export interface Events {
  'job.changed': Job
  /** New lines of a running job, in order. */
  'job.log': JobLog & { readonly job: string }
  /** These hosts or their captures changed: ask again for what is shown. */
  'lab.changed': { readonly hosts: readonly HostId[] }
  /**
   * Plans came, went, or were changed by another process: list them again. A plan that is saved is answered to who
   * saved it, and to no other.
   */
  'plans.changed': null
  'host-key.asked': HostKeyQuestion
  'host-key.settled': { readonly id: string }
}
/** The name of an event. */
export type EventName = keyof Events
