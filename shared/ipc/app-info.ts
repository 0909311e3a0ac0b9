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
