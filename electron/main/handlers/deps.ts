import type { ChannelName, Handlers } from '#shared/ipc/contract.ts'
import type { RuntimeWarning } from '#shared/ipc/app-info.ts'
import type { Settings } from '#shared/lab/settings-schema.ts'
import type { Dialogs } from '../dialogs/dialogs.ts'
import type { JobRegistry } from '../../core/jobs/job-registry.ts'
import type { SecretBox } from '../../core/secrets/secret-box.ts'
import type { HostKeyQuestions } from '../../core/ssh/host-key-questions.ts'
import type { ReachHost } from '../../core/ssh/reach-host.ts'
import type { CoreContext } from '../../core/core-context.ts'

/** What handlers work with. */
export interface HandlerDeps extends CoreContext {
  readonly jobs: JobRegistry
  readonly secrets: SecretBox
  readonly questions: HostKeyQuestions
  readonly reach: ReachHost
  readonly dialogs: Dialogs
  /** The folder of the sample lab's captures. */
  readonly sampleFolder: string
  /** Settles when the lab is filled: at once, but for the very first start. */
  readonly firstStart: Promise<void>
  readonly about: {
    readonly version: string
    readonly electron: string
    readonly platform: string
    readonly dataFolder: string
  }
  readonly warnings: readonly RuntimeWarning[]
  /** Makes window and menus follow changed settings. */
  readonly onSettings: (settings: Settings) => void
}

/** The handlers of all channels of some areas: a channel that is missing does not compile. */
export type HandlersOf<Area extends string> = Pick<Handlers, Extract<ChannelName, `${Area}.${string}`>>
