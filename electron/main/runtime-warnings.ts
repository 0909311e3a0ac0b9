import type { RuntimeWarning } from '#shared/ipc/app-info.ts'

/** What the app runs on. */
export interface Runtime {
  /** `process.versions.electron`, for example "25.1.1". */
  readonly electron: string
  /** The version that this VF Lab was built for, as in package.json: "^45.4.1". */
  readonly builtFor: string
  readonly hasSandbox: boolean
}

/**
 * What weakens the protection of this start, for the status bar and About. An older Electron stands in where the right
 * one could not be downloaded; it gets no security updates. Chromium's own sandbox is off where VF Lab runs as root.
 */
export function runtimeWarnings({ electron, builtFor, hasSandbox }: Runtime): readonly RuntimeWarning[] {
  const major = (version: string): number => Number(/\d+/.exec(version)?.[0] ?? 0)
  return [
    ...(major(electron) < major(builtFor)
      ? [
          {
            kind: 'old-electron' as const,
            label: `Old Electron ${electron}`,
            message: `VF Lab runs on Electron ${electron} instead of ${builtFor.replace(/^\D*/, '')}, which could not be downloaded. This version is past its end of life and gets no security updates: use it in a closed network only.`
          }
        ]
      : []),
    ...(hasSandbox
      ? []
      : [
          {
            kind: 'no-sandbox' as const,
            label: 'No sandbox',
            message:
              'The sandbox of Chromium is off, because VF Lab runs as root. Start it as an ordinary user: root is needed on the hosts, not here.'
          }
        ])
  ]
}
