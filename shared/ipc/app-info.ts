/** What the window shows of the program it belongs to. */
export interface AppInfo {
  readonly version: string
  readonly electron: string
  readonly platform: string
  /** Where the database lies. */
  readonly dataFolder: string
  /** False where the OS offers no keychain: passwords are then kept for this session only. */
  readonly canKeepSecrets: boolean
}

/** Something about this start that weakens its protection. */
export interface RuntimeWarning {
  readonly kind: 'old-electron' | 'no-sandbox'
  /** For the status bar, for example "No sandbox". */
  readonly label: string
  /** What it is, why, and what to do. */
  readonly message: string
}
