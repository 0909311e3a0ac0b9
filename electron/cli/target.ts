import { err, ok, type Result } from '#shared/result.ts'

/** Whom to connect to, as typed: `[USER@]HOST[:PORT]`, an IPv6 address with a port in brackets. */
export interface Target {
  /** null = not typed. */
  readonly user: string | null
  readonly address: string
  readonly port: number
}

const TARGET =
  /^(?:([A-Za-z0-9_][A-Za-z0-9_.@\\-]*)@)?(?:\[([0-9A-Fa-f:.%a-z]+)\]|([0-9A-Za-z._%:-]+?))(?::(\d{1,5}))?$/

/** Takes a target apart. */
export function parseTarget(text: string): Result<Target, { kind: 'not-a-target'; text: string }> {
  const [, user, bracketed, bare = '', port] = TARGET.exec(text) ?? []
  const whole = port === undefined ? bare : `${bare}:${port}`
  // Two colons or more without brackets: an IPv6 address, and no port.
  const isBareIpv6 = bracketed === undefined && (whole.match(/:/g)?.length ?? 0) > 1
  const address = bracketed ?? (isBareIpv6 ? whole : bare)
  const number = port === undefined || isBareIpv6 ? 22 : Number(port)
  if (!isBareIpv6 && bracketed === undefined && bare.includes(':')) return err({ kind: 'not-a-target', text })
  if (address === '' || number < 1 || number > 65_535) return err({ kind: 'not-a-target', text })
  return ok({ user: user ?? null, address, port: number })
}
