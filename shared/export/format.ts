import type { Judgement } from '../check/judgement.ts'
import type { HostId } from '../inventory/types.ts'
import type { CompileRefusal } from '../provision/compile.ts'
import type { ExportedFile } from '../provision/types.ts'
import type { Result } from '../result.ts'
import type { AboutFormat, FormatId } from './about.ts'

/** What the user decides about an export. */
export interface ExportOptions {
  /** Errors of the check that leave a choice are overridden; the files name them. */
  readonly insist: boolean
}

/** Why a host's part of the plan was not put into a form. */
export interface ExportRefusal {
  readonly host: HostId
  readonly refusal: CompileRefusal
}

/**
 * The files of some hosts of the plan, in order of the hosts; no two have the same name. Refused as a whole where one
 * host is, with a reason for each such host.
 */
export type RenderFormat = (
  judgement: Judgement,
  hosts: readonly HostId[],
  options: ExportOptions
) => Result<readonly ExportedFile[], readonly ExportRefusal[]>

/** A form in which a plan leaves VF Lab. */
export interface ExportFormat extends AboutFormat {
  readonly id: FormatId
  readonly render: RenderFormat
}
