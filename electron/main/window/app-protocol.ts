import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { APP_SCHEME, appFileFor, CONTENT_SECURITY_POLICY } from './app-files.ts'

/** Tells Chromium about our scheme. Must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
    }
  ])
}

/** Serves the built page below `root` as `app://vflab/`, each file with the content security policy. */
export function serveApp(root: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = appFileFor(request.url, root)
    const body = file && (await readFile(file.path).catch(() => null))
    if (!file || !body)
      return new Response('not found', { status: 404, headers: securityHeaders('text/plain') })
    return new Response(body, { headers: securityHeaders(file.contentType) })
  })
}

const securityHeaders = (contentType: string): Record<string, string> => ({
  'content-type': contentType,
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff'
})
