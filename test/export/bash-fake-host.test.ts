/** The script's functions on a folder that looks like the sysfs of a host: what a virtual host cannot show. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scriptLibrary } from '#shared/export/bash/script-library.ts'
import { runTool } from './run-tool.ts'

const PF = '0000:01:00.0'
let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'vflab-fake-host-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `${content}\n`)
}
/** A PF called eth0 with VFs; `listed` of them are in what ip prints, each as it says. */
function host(numVfs: number): void {
  put(`sys/bus/pci/devices/${PF}/sriov_numvfs`, `${numVfs}`)
  put(`sys/bus/pci/devices/${PF}/sriov_drivers_autoprobe`, '1')
  put(`sys/bus/pci/devices/${PF}/vendor`, '0x8086')
  put(`sys/bus/pci/devices/${PF}/device`, '0x10c9')
  put(`sys/class/net/eth0/mtu`, '9000')
  put(`sys/class/net/eth0/flags`, '0x1003')
  mkdirSync(join(root, `sys/bus/pci/devices/${PF}/net/eth0`), { recursive: true })
  for (let index = 0; index < numVfs; index++) {
    const vf = `0000:02:${(index >> 3).toString(16).padStart(2, '0')}.${index & 7}`
    put(`sys/bus/pci/devices/${vf}/driver_override`, '(null)')
    symlinkSync(`../${vf}`, join(root, `sys/bus/pci/devices/${PF}/virtfn${index}`))
  }
}

/** Runs commands with all functions of the script, on the folder instead of the host. */
function bash(listed: number, ...commands: readonly string[]) {
  const plan = 'SLUG=test PLAN_NAME=web HOST_NAME=rack4 MACHINE_ID=- PFS=() FUNCTIONS=()'
  const folders = `readonly SYS=${root}/sys PROC=${root}/proc RUN=${root}/run ETC=${root}/etc STATE_DIR=${root}/state`
  const library = `${plan}\n${scriptLibrary}`.replace(/^readonly SYS=.*$/m, folders)
  const ip = `ip() { for ((i = 0; i < ${listed}; i++)); do echo "    vf $i     link/ether 52:54:00:00:00:00 brd ff:ff:ff:ff:ff:ff, spoof checking on, link-state auto, trust off"; done; }`
  return runTool('bash', ['-s'], { input: [library, ip, ...commands].join('\n') })
}

describe('a list of VFs that ip cuts', () => {
  const isKnob = (index: number): string =>
    `if is_vf_knob ${PF} ${index} trust - off; then echo yes; else echo "$UNREADABLE $FOUND"; fi`

  it.each([
    ['a VF that is listed is read', 256, 34, 33, 'yes'],
    ['a VF behind the cut is not readable', 256, 34, 34, '1 not readable, ip lists 34 of 256 VFs'],
    [
      'the length of the list may have overflowed to nothing',
      222,
      0,
      0,
      '1 not readable, ip lists 0 of 222 VFs'
    ],
    ['a short list that is empty has another reason', 8, 0, 0, '0 not reported by the driver']
  ])('%s', (_, numVfs, listed, index, answer) => {
    host(numVfs)
    const { stdout, stderr } = bash(listed, isKnob(index))
    expect(stderr).toBe('')
    expect(stdout.trim()).toBe(answer)
  })

  const step = `step 'trust of VF 40' vf_knob ${PF} 40 trust - on`

  it('takes a setting that cannot be read back for made, because the kernel did not refuse it', () => {
    host(256)
    const { stdout } = bash(34, 'do_vf_knob() { return 0; }', 'STEP_COUNT=1', step, 'echo "changed $CHANGED"')
    expect(stdout).toContain('  the host took it; not readable, ip lists 34 of 256 VFs\nchanged 1')
  })

  it('neither verifies it nor calls it different, and says how many there are', () => {
    host(256)
    const end = 'tell_unread; echo "different $DIFFERENT"'
    const { stdout } = bash(34, 'MODE=verify QUIET=0 STEP_COUNT=1', step, step, end)
    expect(stdout).toMatch(/note: 2 settings of VFs cannot be read back.*\ndifferent 0/)
  })

  it('still fails where the driver lists the VF and reads back something else', () => {
    host(256)
    const { status, stderr } = bash(256, 'do_vf_knob() { return 0; }', 'QUIET=0 STEP_COUNT=1', step)
    expect(stderr).toContain('the host took it, but it reads back as: off')
    expect(status).toBe(1)
  })

  it('says that roll back will not restore what could not be saved', () => {
    host(256)
    const { stdout, stderr } = bash(34, `pf_record ${PF}`)
    expect(stdout.split('\n').filter((line) => line.startsWith('vf\t'))).toHaveLength(256)
    expect(stderr).toContain(`ip lists 34 of the 256 VFs of ${PF}`)
  })
})

describe('a dry run of roll back', () => {
  const rollBack = ['IS_DRY=1 MODE=rollback', 'roll_back']
  const saved = (...lines: readonly string[]): void =>
    put('state/000001-test.tsv', lines.map((line) => line.replaceAll(' ', '\t')).join('\n'))
  /** Everything that could have been written. */
  const files = (): readonly string[] =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => `${path}: ${readFileSync(path, 'utf8')}`)

  it('tells what would be put back, and writes nothing', () => {
    host(2)
    saved(
      `pf ${PF} 8086:10c9 2 1 1500 0`,
      `vf ${PF} 0 - - on 52:54:00:00:00:11 0 0 802.1Q on auto 0 0`,
      `vf ${PF} 1 - - off 52:54:00:00:00:00 0 0 802.1Q on auto 0 0`
    )
    const before = files()
    const { status, stdout, stderr } = bash(2, ...rollBack)
    expect(stderr).toBe('')
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      `step 1/1 ${PF}: restore 2 VFs and their settings`,
      '  would restore: MTU 1500 (found 9000)',
      '  would restore: VF 0: trust on (found off)',
      '  would restore: VF 0: mac 52:54:00:00:00:11 (found 52:54:00:00:00:00)',
      '  would restore: interface down (found up)',
      'a run would make 4 changes; nothing was changed',
      'result dry-run changed=0 different=4'
    ])
    expect(status).toBe(0)
    expect(files()).toEqual(before)
  })

  it('names VFs that would be made anew, and does not compare those that would go', () => {
    host(2)
    saved(`pf ${PF} 8086:10c9 1 1 9000 1`, `vf ${PF} 0 igbvf - on none 7 0 802.1Q on auto 0 0`)
    const { stdout } = bash(2, ...rollBack)
    expect(stdout).toContain('would restore: 1 VFs (found 2; all of them are destroyed first)')
    expect(stdout).toContain('VF 0 would be made anew, with the settings and the driver that it had (igbvf)')
    expect(stdout).toContain('result dry-run changed=0 different=1')
  })

  it('says "as it was" of what is as it was', () => {
    host(0)
    saved(`pf ${PF} 8086:10c9 0 1 9000 1`)
    expect(bash(0, ...rollBack).stdout).toContain('  as it was\na run would make 0 changes')
  })

  it('tells what would be refused, and is refused itself where the saved state is damaged', () => {
    host(0)
    saved(`pf ${PF} 8086:1521 0 1 9000 1`)
    expect(bash(0, ...rollBack).stdout).toContain(`would be refused: ${PF} is 8086:10c9 now`)
    saved(`pf ${PF} nonsense`)
    expect(bash(0, ...rollBack)).toMatchObject({ status: 3 })
  })
})
