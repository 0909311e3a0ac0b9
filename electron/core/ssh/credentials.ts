import { readFile, stat } from 'node:fs/promises'
import type Ssh2 from 'ssh2'
import type { AnyAuthMethod, ParsedKey } from 'ssh2'
import { err, ok, type Result } from '#shared/result.ts'
import type { SshError } from './ssh-error.ts'

/** How a connection proves to be the user's. Secrets live in memory only as long as the connection is being made. */
export type SshCredentials =
  /** `socket` is `SSH_AUTH_SOCK`; undefined = there is no agent. */
  | { readonly kind: 'agent'; readonly socket: string | undefined }
  | { readonly kind: 'key'; readonly path: string; readonly passphrase: string | null }
  | { readonly kind: 'password'; readonly password: string | null }

/** The named pipe of the OpenSSH agent that comes with Windows. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent'

/** Where the agent of this machine listens; undefined = nowhere. */
export const agentSocket = (
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform
): string | undefined => env['SSH_AUTH_SOCK'] || (platform === 'win32' ? WINDOWS_AGENT : undefined)

/**
 * The ways to log in, in the order in which they are tried; found out before anything is sent, so that a key that
 * cannot be read never reaches the host.
 */
export async function loginMethods(
  username: string,
  credentials: SshCredentials,
  signal?: AbortSignal
): Promise<Result<AnyAuthMethod[], SshError>> {
  switch (credentials.kind) {
    case 'agent':
      if (credentials.socket === undefined) return err({ kind: 'no-agent' })
      return ok([{ type: 'agent', username, agent: credentials.socket }])
    case 'key': {
      const key = await readKey(credentials.path, credentials.passphrase, signal)
      return key.ok ? ok([{ type: 'publickey', username, key: key.value }]) : key
    }
    case 'password': {
      const { password } = credentials
      if (password === null) return err({ kind: 'no-password' })
      return ok([
        { type: 'password', username, password },
        {
          type: 'keyboard-interactive',
          username,
          // Servers with PAM ask for the same password this way. More than one question is a second factor.
          prompt: (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.length === 1 && isPasswordPrompt(prompts[0]) ? [password] : [])
        }
      ])
    }
  }
}

/** Bytes of a private key: the largest that ssh-keygen makes (RSA of 16,384 bits) has 13,000. */
const KEY_LIMIT_BYTES = 64 * 1024

/**
 * Whether a server asks for the password with this. A visible answer, a code, a token or a new password is something
 * else, and the password must not be typed into it.
 */
export const isPasswordPrompt = (
  prompt: { readonly prompt: string; readonly echo?: boolean } | undefined
): boolean =>
  prompt !== undefined &&
  prompt.echo !== true &&
  /pass ?(word|wort)|mot de passe|contraseña|パスワード|密码/i.test(prompt.prompt) &&
  !/\b(new|retype|again|one.?time|otp|token|code|verification|expired|change)\b/i.test(prompt.prompt)

async function readKey(
  path: string,
  passphrase: string | null,
  signal: AbortSignal | undefined
): Promise<Result<ParsedKey, SshError>> {
  const text = await readKeyText(path, signal)
  if (!text.ok) return err({ kind: 'key-unreadable', path, detail: text.error })
  const { utils } = await ssh2()
  const parsed = utils.parseKey(text.value, passphrase ?? undefined)
  if (!(parsed instanceof Error)) {
    // The newer format of OpenSSH comes as a list, of one key.
    const key = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed
    if (!key?.isPrivateKey()) return err({ kind: 'key-unreadable', path, detail: 'it holds a public key' })
    return ok(key)
  }
  if (/no passphrase given/i.test(parsed.message)) return err({ kind: 'key-needs-passphrase', path })
  if (
    passphrase !== null &&
    /integrity check|bad passphrase|bad decrypt|wrong final block/i.test(parsed.message)
  ) {
    return err({ kind: 'key-wrong-passphrase', path })
  }
  return err({ kind: 'key-unreadable', path, detail: parsed.message })
}

/** A pipe or device would be waited for without end, so only files are opened. */
async function readKeyText(path: string, signal: AbortSignal | undefined): Promise<Result<string, string>> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return err('it is no file')
    if (found.size > KEY_LIMIT_BYTES) return err('it is too large for a key')
    return ok(await readFile(path, { encoding: 'utf8', ...(signal && { signal }) }))
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

/** Loaded when it is first needed: it costs start-up time that the window does not have. */
export const ssh2 = async (): Promise<typeof Ssh2> => (await import('ssh2')).default
