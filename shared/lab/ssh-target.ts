import { err, ok, type Result } from '../result.ts'

/** A host to connect to, as a person writes it. What was not written is null. */
export interface SshTarget {
  readonly user: string | null
  readonly address: string
  /** 1-65535. */
  readonly port: number | null
}

/** Why a text names no host. */
export interface NotATarget {
  readonly kind: 'not-a-target'
  readonly text: string
}

const USER = '[A-Za-z0-9_][A-Za-z0-9_.@\\\\-]*'
const ADDRESS = '\\[([0-9A-Fa-f:.%a-z]+)\\]|([0-9A-Za-z._%:-]+?)'
/** Two colons or more: no name has them, and no name with a port. */
const IPV6 = /^[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z._-]+)?$/
const TARGET = new RegExp(`^(?:(${USER})@)?(?:${ADDRESS})(?::(\\d+))?$`)

/**
 * Understands `host`, `user@host:port`, `ssh://user@host:port`, `[2001:db8::1]:22`, a bare IPv6 address (which
 * leaves no room for a port), and a pasted `ssh -p 2222 -l user host`. A user may hold an `@` (`kim@corp@host`).
 * Nothing that could be an option becomes a user or an address, and a port outside its range is refused.
 */
export function parseSshTarget(text: string): Result<SshTarget, NotATarget> {
  const refused = err({ kind: 'not-a-target', text } as const)
  const words = withoutScheme(text)
  const options = sshOptions(words[0] === 'ssh' ? words.slice(1) : words)
  if (options === null) return refused
  const [, user, bracketed, bare = '', colonPort] = TARGET.exec(options.rest) ?? []
  const whole = colonPort === undefined ? bare : `${bare}:${colonPort}`
  const isBareIpv6 = bracketed === undefined && IPV6.test(whole)
  const address = bracketed ?? (isBareIpv6 ? whole : bare)
  if (
    address === '' ||
    address.startsWith('-') ||
    (!isBareIpv6 && bracketed === undefined && bare.includes(':'))
  )
    return refused
  const port = options.port ?? (isBareIpv6 ? undefined : colonPort)
  if (port !== undefined && !isPort(port)) return refused
  return ok({ user: options.user ?? user ?? null, address, port: port === undefined ? null : Number(port) })
}

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

const withoutScheme = (text: string): readonly string[] =>
  text
    .trim()
    .replace(/^ssh:\/\//i, '')
    .replace(/\/$/, '')
    .split(/\s+/)

/** The options of `ssh` that name a host; null where there is another word too many. */
function sshOptions(
  words: readonly string[]
): { readonly user?: string; readonly port?: string; readonly rest: string } | null {
  const found: { user?: string; port?: string; rest: string } = { rest: '' }
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '-p') found.port = words[++at] ?? ''
    else if (/^-p\d+$/.test(word)) found.port = word.slice(2)
    else if (word === '-l') found.user = words[++at] ?? ''
    else if (found.rest === '') found.rest = word
    else return null
  }
  if (found.user !== undefined && !new RegExp(`^${USER}$`).test(found.user)) return null
  return found
}
