import type { Judgement } from '../check/judgement.ts'
import type { HostId } from '../inventory/types.ts'
import type { CompileRefusal } from '../provision/compile.ts'
import type { ExportedFile } from '../provision/types.ts'
import type { Result } from '../result.ts'
import type { AboutFormat, FormatId } from './about.ts'

/** What the user decides about an export. */
interface ExportOptions {
  /** Errors of the check that leave a choice are overridden; the files name them. */
  readonly insist: boolean
}

/** A host that a form has no words for. */
export interface FormRefusal {
  readonly kind: 'not-in-this-form'
  readonly message: string
  readonly fix: string
}

/** Why a host's part of the plan was not put into a form. */
export interface ExportRefusal {
  readonly host: HostId
  readonly refusal: CompileRefusal | FormRefusal
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
