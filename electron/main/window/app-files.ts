import { extname, join, sep } from 'node:path'

/** Where the page lives. A scheme of our own: `file:` pages could read every file on the machine. */
export const APP_SCHEME = 'app'
const APP_HOST = 'vflab'
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`

/**
 * Sent as a header with every answer, so that no markup can loosen it. Styles of single elements are allowed,
 * because virtual lists position their rows with them; scripts come from our own files and from nowhere else.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff'
}

/** A file of the page, ready to be read. */
export interface AppFile {
  readonly path: string
  readonly contentType: string
}

/**
 * The file below `root` that an `app://` URL names, or null where the URL is not ours, leaves `root` in any
 * spelling, or names a type of file that the page does not have.
 */
export function appFileFor(url: string, root: string): AppFile | null {
  const parsed = parse(url)
  if (parsed === null || parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== APP_HOST) return null
  const name = decoded(parsed.pathname)
  // A NUL ends the path for the operating system; a backslash is a separator on Windows.
  if (name === null || name.includes('\0') || name.includes('\\')) return null
  const path = join(root, name === '/' ? 'index.html' : name)
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  const contentType = TYPES[extname(path)]
  return contentType === undefined ? null : { path, contentType }
}

function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    // A stray % sign: no file of ours is spelled like that.
    return null
  }
}
