import * as v from 'valibot'

const shortText = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253))

const authSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('agent') }),
  /** Path of a private key on this machine. */
  v.strictObject({ kind: v.literal('key'), path: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) }),
  v.strictObject({ kind: v.literal('password') })
])

/** How to reach a host. Secrets are not here: they stay in the main process. */
export const connectionSchema = v.strictObject({
  /** DNS name or IP address. */
  address: v.pipe(shortText, v.regex(/^[0-9A-Za-z._:%-]+$/, 'not a host name or an IP address')),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  user: v.pipe(shortText, v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*$/, 'not a user name')),
  auth: authSchema,
  /** How the probe and apply get root where `user` is not root. */
  sudo: v.picklist(['none', 'without-password', 'with-password']),
  /** Whether SHA-1 and short RSA keys may be used, for a host whose SSH server cannot be updated. */
  allowsLegacy: v.exactOptional(v.boolean())
})

/** How a host is reached; never holds a secret. */
export type HostConnection = Readonly<v.InferOutput<typeof connectionSchema>>
