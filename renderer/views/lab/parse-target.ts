/** What people paste to name a host, taken apart. What is not said is absent. */
export interface HostTarget {
  readonly user?: string
  readonly address: string
  readonly port?: number
}

/**
 * Understands `host`, `user@host`, `user@host:port`, `ssh://user@host:port`, `[2001:db8::1]:22`, a bare IPv6
 * address, and a pasted `ssh -p 2222 user@host`. Nothing that could be an option ever becomes an address.
 */
export function parseTarget(text: string): HostTarget | null {
  const words = text
    .trim()
    .replace(/^ssh:\/\//i, '')
    .replace(/\/$/, '')
    .split(/\s+/)
  let port: string | undefined
  const rest: string[] = []
  const args = words[0] === 'ssh' ? words.slice(1) : words
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '-p') port = args[++at]
    else if (/^-p\d+$/.test(word)) port = word.slice(2)
    else if (word === '-l') rest.unshift(`${args[++at] ?? ''}@`)
    else rest.push(word)
  }
  const joined = rest.join('')
  const match =
    /^(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.%\w]+)\]|([^@:\s[\]]+)|([0-9A-Fa-f]*:[0-9A-Fa-f:.%\w]*:[0-9A-Fa-f:.%\w]*))(?::(\d{1,5}))?$/.exec(
      joined
    )
  if (match === null) return null
  const [, user, bracketed, name, bare, colonPort] = match
  const address = bracketed ?? name ?? bare ?? ''
  if (address === '' || address.startsWith('-')) return null
  const number = Number(port ?? colonPort ?? NaN)
  return {
    address,
    ...(user === undefined ? {} : { user }),
    ...(Number.isInteger(number) && number >= 1 && number <= 65_535 ? { port: number } : {})
  }
}
