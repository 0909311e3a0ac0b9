import { describe, expect, it } from 'vitest'
import { sshArguments, sshCommandLine } from './ssh-command.ts'

const target = { host: '127.0.0.1', port: 22_001, user: 'lab', knownHostsPath: '/a path/known_hosts' }

describe('ssh command', () => {
  it('pins the host key and asks nothing', () => {
    const args = sshArguments(target)
    expect(args).toContain('StrictHostKeyChecking=yes')
    expect(args).toContain('BatchMode=yes')
    // ssh splits this option at blanks unless it is quoted.
    expect(args).toContain('UserKnownHostsFile="/a path/known_hosts"')
    expect(args.at(-1)).toBe('lab@127.0.0.1')
  })

  it('can be copied into a shell', () => {
    expect(sshCommandLine(target)).toContain(`'UserKnownHostsFile="/a path/known_hosts"'`)
    expect(sshCommandLine(target)).toMatch(/^ssh -F none -p 22001 /)
  })
})
