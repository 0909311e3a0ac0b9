/** What only the user can say: which files. */
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
  /** Whether files that are there already may be replaced. */
  confirmReplace(names: readonly string[]): Promise<boolean>
}

/** Extensions without the dot. */
export interface FileFilter {
  readonly name: string
  readonly extensions: readonly string[]
}
