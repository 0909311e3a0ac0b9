/** The way back belongs to the host; and what is said when a run fails. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at } from '#shared/inventory/test-host.ts'
import { FakeHost, stepsFor, type FakePlan } from './fake-host.ts'
import { runTool } from './run-tool.ts'

const FIRST = at('0000:01:00.0')
const SECOND = at('0000:02:00.0')
const web: FakePlan = { slug: 'web-11111111', steps: stepsFor(FIRST, 2) }
const db: FakePlan = { slug: 'db-22222222', steps: stepsFor(FIRST, 3) }
const elsewhere: FakePlan = { slug: 'lab-33333333', steps: stepsFor(SECOND, 2) }
const back = { options: ['--rollback'] }
const last = { options: ['--rollback-last'] }

let host: FakeHost
let before: string
beforeEach(() => {
  host = new FakeHost()
  host.function(FIRST, { interface: 'eth0', sriov: { total: 7, vfSlot: '0000:01:10' } })
  host.function(SECOND, { interface: 'eth1', sriov: { total: 7, vfSlot: '0000:02:10' } })
  before = host.state()
})
afterEach(() => host.remove())

const applied = (plan: FakePlan): string => {
  expect(host.run(plan, { options: ['--allow-recreate'] })).toMatchObject({ status: 0, stderr: '' })
  return host.state()
}

describe('the way back', () => {
  it('is found by a plan that was renamed', () => {
    applied(web)
    expect(host.run({ ...web, slug: 'new-name-11111111', steps: [] }, back).status).toBe(0)
    expect(host.state()).toBe(before)
    expect(host.run(web, back).stdout).toContain('this plan was rolled back already')
  })

  it('leads through two plans in order, and refuses the other order', () => {
    const afterWeb = applied(web)
    const afterDb = applied(db)
    const refused = host.run(web, back)
    expect(refused.stderr).toContain('Plan db-22222222 changed the same devices after this plan.')
    expect(refused.status).toBe(3)
    expect(host.state()).toBe(afterDb)
    expect(host.run(db, back).status).toBe(0)
    expect(host.state()).toBe(afterWeb)
    expect(host.run(web, back).status).toBe(0)
    expect(host.state()).toBe(before)
  })

  it('is open to each of two plans that have nothing in common', () => {
    applied(elsewhere)
    const afterElsewhere = host.state()
    applied(web)
    host.run(elsewhere, back)
    host.run(web, back)
    expect(host.state()).toBe(before)
    expect(host.state()).not.toBe(afterElsewhere)
  })

  it('is open although the plan is lost: what came last is undone, and named', () => {
    const afterWeb = applied(web)
    applied(db)
    const other: FakePlan = { slug: 'other-44444444', steps: [] }
    expect(host.run(other, back).stderr).toContain('web-11111111 db-22222222 was')
    expect(host.run(other, last).stdout).toContain('the last plan that was applied here, db-22222222')
    expect(host.state()).toBe(afterWeb)
    expect(host.run(other, last).status).toBe(0)
    expect(host.state()).toBe(before)
    expect(host.run(other, last).status).toBe(0)
  })

  it('leads to what was there before a plan that was changed and applied again', () => {
    applied(web)
    applied({ ...web, steps: stepsFor(FIRST, 3) })
    applied({ ...web, steps: [...stepsFor(FIRST, 4), ...stepsFor(SECOND, 2)] })
    expect(host.run(web, back).status).toBe(0)
    expect(host.state()).toBe(before)
  })

  it('is not littered by runs that changed nothing', () => {
    applied(web)
    applied({ ...web, slug: 'same-55555555' })
    expect(host.run(web, back)).toMatchObject({ status: 0, stderr: '' })
    expect(host.run({ ...web, slug: 'same-55555555' }, back).status).toBe(3)
  })
})

describe('a run that fails', () => {
  it('says what is gone, what was put back, and what to do', () => {
    applied(web)
    const plan = { ...web, steps: stepsFor(FIRST, 3) }
    const before = 'ip_set() { WHY="no"; return 1; }'
    const { status, stdout, stderr } = host.run(plan, { options: ['--allow-recreate'], before })
    expect(stdout).toMatch(/result failed changed=2 different=0\n$/)
    expect(stderr.split('\n')).toEqual([
      '  failed: no',
      'The run ended in the middle, after 2 changes.',
      `Gone until then: the 2 VFs that ${FIRST} had, with their settings and drivers.`,
      `VFs of ${FIRST} may be without their driver.`,
      expect.stringMatching(
        /^Run the script again to go on, or run it with --rollback .*000001-web-11111111\.tsv\.$/
      ),
      ''
    ])
    expect(status).toBe(1)
    expect(host.read('sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe')).toBe('1')
    expect(host.run(plan, { options: ['--dry-run'] }).stdout).toContain(
      `note: it took the 2 VFs that ${FIRST} had, with their settings and drivers.`
    )
  })

  it('says that a driver made another number of VFs than it was asked for', () => {
    const before = `eval "$(declare -f fake_vfs | sed 's/^fake_vfs/asked_vfs/')"; fake_vfs() { if (($2 > 0)); then asked_vfs "$1" 7; else asked_vfs "$@"; fi; }`
    const { stderr, stdout } = host.run(web, { before })
    expect(stderr).toContain(`the driver igb made 7 VFs of ${FIRST} where 2 were asked for`)
    expect(stdout).toContain('result failed')
    expect(host.read('sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe')).toBe('1')
  })

  it('puts back what it found when it is stopped by a signal', () => {
    for (const signal of ['TERM', 'HUP', 'INT']) {
      const before = `ip_set() { kill -${signal} $$; WHY=late; return 1; }`
      const { stdout, stderr } = host.run(web, { before })
      expect(stderr).toContain('The run ended in the middle')
      expect(stdout).not.toContain('as-planned')
      expect(host.read('sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe')).toBe('1')
    }
  })
})

describe('a write', () => {
  const put = (...words: string[]) => {
    const library = host.script(web).replace('{ main "$@"', '{ :').replace('exit "$?";', '')
    return runTool('bash', ['-s'], {
      input: `${library}\nWRITE_LIMIT=1\nif put ${words.join(' ')}; then echo done; else echo "$WHY"; fi`
    })
  }

  it('is given up after its time, and says that the kernel goes on', () => {
    runTool('mkfifo', [`${host.root}/slow`])
    expect(put('4', `${host.root}/slow`).stdout).toMatch(
      /no answer from the kernel within 1 seconds\. It goes on by itself/
    )
  })

  it('says why the kernel refused it', () => {
    expect(put('4', '/dev/full').stdout).toContain("writing '4' to /dev/full: No space left on device")
    expect(put('4', `${host.root}/quick`).stdout).toBe('done\n')
    expect(host.read('quick')).toBe('4')
  })
})
