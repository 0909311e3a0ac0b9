/** What only the user can say, asked by the operating system: the page can neither see nor answer it. */
export interface Dialogs {
  /** Paths of existing files; empty = the dialog was closed. */
  chooseFiles(options: {
    readonly title: string
    readonly filters: readonly FileFilter[]
    readonly isMultiple: boolean
  }): Promise<readonly string[]>
  /** A path to write to, confirmed where a file is there already; null = the dialog was closed. */
  chooseTarget(options: { readonly title: string; readonly suggestion: string }): Promise<string | null>
  /** An existing folder; null = the dialog was closed. */
  chooseFolder(options: { readonly title: string }): Promise<string | null>
  /** Asks for one deliberate act; false = the user thought better of it. */
  confirm(question: Question): Promise<boolean>
  /** Whether files that are there already may be replaced. */
  confirmReplace(names: readonly string[]): Promise<boolean>
}

/** A question that is answered with the name of the act, or with "Cancel". */
export interface Question {
  readonly message: string
  readonly detail: string
  /** For example "Trust this key". */
  readonly act: string
  /** What the other button says. */
  readonly cancel?: string
}

/** Extensions without the dot. */
export interface FileFilter {
  readonly name: string
  readonly extensions: readonly string[]
}
