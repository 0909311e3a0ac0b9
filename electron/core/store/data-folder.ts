import { posix, win32 } from 'node:path'

/** What decides where the data lies. */
export interface UserFolders {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/**
 * Where app and command line keep the database, unless told otherwise: the folder that Electron uses for an app
 * of this name (docs: app.getPath('userData')), or `VFLAB_USER_DATA`.
 */
export function defaultDataFolder({ platform, env, home }: UserFolders): string {
  const told = env['VFLAB_USER_DATA']
  if (told) return told
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'VF Lab')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'VF Lab')
  return posix.join(env['XDG_CONFIG_HOME'] || posix.join(home, '.config'), 'VF Lab')
}
