import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SshPlace } from '../ssh/ssh-error.ts'

/** A real OpenSSH server on a port of the loopback interface, with keys of its own. */
export interface TestSshd {
  readonly target: SshPlace
  readonly folder: string
  /** Path of a private key that may log in. */
  readonly key: string
  /** The same, encrypted with the passphrase "open sesame". */
  readonly encryptedKey: string
  /** Path of a private key that may not. */
  readonly strangerKey: string
  /** "SHA256:..." as ssh-keygen prints it. */
  readonly fingerprint: string
  /** Ends the server with all its connections. */
  stop(): void
}

const SSHD = '/usr/sbin/sshd'

/** Starts a server; `binFolder` comes first in the PATH of what runs there. */
export async function startSshd(binFolder?: string): Promise<TestSshd> {
  if (!existsSync(SSHD)) throw new Error(`these tests need ${SSHD}: install openssh-server`)
  const folder = mkdtempSync(join(tmpdir(), 'vflab-sshd-'))
  const path = (name: string): string => join(folder, name)
  const makeKey = (name: string, passphrase = ''): void =>
    void execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', path(name)])
  for (const name of ['host', 'client', 'stranger']) makeKey(name)
  makeKey('locked', 'open sesame')
  execFileSync('sh', ['-c', 'cat client.pub locked.pub > authorized'], { cwd: folder })
  // OpenSSH started by root wants this folder to be there; distributions make it when the service starts.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  writeFileSync(
    path('config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${path('host')}`,
      `AuthorizedKeysFile ${path('authorized')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'Compression yes',
      ...(binFolder ? [`SetEnv PATH=${binFolder}:/usr/bin:/bin`] : [])
    ].join('\n')
  )
  const server = spawn(SSHD, ['-D', '-e', '-f', path('config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const log: string[] = []
  server.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text))
  await answering(port, server, log)
  const print = execFileSync('ssh-keygen', ['-lf', path('host.pub')], { encoding: 'utf8' })
  return {
    target: { address: '127.0.0.1', port, user: userInfo().username },
    folder,
    key: path('client'),
    encryptedKey: path('locked'),
    strangerKey: path('stranger'),
    fingerprint: print.split(' ')[1] ?? '',
    stop() {
      server.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function answering(port: number, server: ChildProcess, log: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${log.join('')}`)
    const socket = connectTcp(port, '127.0.0.1')
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false
    )
    socket.destroy()
    if (isUp) return
    await sleep(50)
  }
  throw new Error(`sshd does not listen: ${log.join('')}`)
}
