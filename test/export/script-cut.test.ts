/** A script that is killed at any moment: what the next run makes of it, and what the way back does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at } from '#shared/inventory/test-host.ts'
import { FakeHost, stepsFor, type FakePlan } from './fake-host.ts'

const PF = at('0000:01:00.0')
const plan: FakePlan = { steps: stepsFor(PF, 3) }
const allowed = ['--allow-recreate', '--allow-interfaces']

/** A PF with no VFs. */
function bareHost(): FakeHost {
  const host = new FakeHost()
  host.function(PF, { interface: 'eth0', sriov: { total: 7, vfSlot: '0000:01:10' } })
  return host
}

/** A PF with two VFs: one with settings, the other with an interface that the host uses. Probing is off. */
function usedHost(): FakeHost {
  const host = bareHost()
  const made = host.run({ steps: stepsFor(PF, 2) })
  expect(made.status).toBe(0)
  for (const forgotten of ['state', 'run/vflab.unfinished']) host.forget(forgotten)
  host.file('sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe', '0')
  host.address('v000001101', '192.0.2.9/24')
  host.file('sys/class/net/v000001101/flags', '0x1003')
  host.file('sys/class/net/v000001101/mtu', '1400')
  host.file('ip/v000001101.route-4', 'default via 192.0.2.1 proto static metric 50')
  return host
}

describe.each([
  ['makes VFs', bareHost],
  ['makes VFs anew', usedHost]
])('a script that %s', (_, make) => {
  let host: FakeHost
  let planned: FakeHost
  let before: string
  const cuts: { readonly cut: string; readonly from: FakeHost }[] = []

  beforeAll(() => {
    host = make()
    before = host.state()
    planned = new FakeHost(host)
    const run = planned.run(plan, { options: allowed })
    expect(run).toMatchObject({ status: 0, stderr: '' })
    for (let after = 0; after < run.changes.length; after++) {
      const from = new FakeHost(host)
      const moment = after === 0 ? { cutAt: 1 } : { cutAt: after, isCutLate: true }
      expect(from.run(plan, { options: allowed, ...moment }).stdout).not.toContain('result')
      cuts.push({ cut: `cut after ${run.changes[after - 1] ?? 'nothing'}`, from })
    }
  }, 120_000)
  afterAll(() => [host, planned, ...cuts.map(({ from }) => from)].forEach((each) => each.remove()))

  it('reaches the plan when it is run again after any cut, and has nothing left to do then', () => {
    for (const { cut, from } of cuts) {
      const again = new FakeHost(from)
      try {
        const run = again.run(plan, { options: allowed })
        expect(`${run.stderr}${run.status}`, cut).toBe('0')
        expect(again.state(), cut).toBe(planned.state())
        expect(again.run(plan).stdout, cut).toContain('result as-planned changed=0 different=0')
      } finally {
        again.remove()
      }
    }
  })

  it('goes back to what was there, from any cut and from a second run after it', () => {
    for (const { cut, from } of cuts) {
      const back = new FakeHost(from)
      try {
        const run = back.run(plan, { options: ['--rollback'] })
        expect(`${run.stderr}${run.status}`, cut).toBe('0')
        expect(back.state(), cut).toBe(before)
      } finally {
        back.remove()
      }
    }
  })

  it('goes back to what was there when the way back was itself cut', () => {
    const whole = new FakeHost(planned)
    const count = whole.run(plan, { options: ['--rollback', '--allow-interfaces'] }).changes.length
    expect(whole.state()).toBe(before)
    whole.remove()
    for (let cutAt = 1; cutAt <= count; cutAt++) {
      const cut = new FakeHost(planned)
      cut.run(plan, { options: ['--rollback'], cutAt, isCutLate: true })
      expect(cut.run(plan, { options: ['--rollback'] }).status, `cut ${cutAt}`).toBe(0)
      expect(cut.state(), `cut ${cutAt}`).toBe(before)
      cut.remove()
    }
  })

  it('is not called as planned by a verify after a cut that left VFs without a driver', () => {
    for (const { cut, from } of cuts) {
      const { status, stdout } = from.run(plan, { options: ['--verify'] })
      if (from.state() !== planned.state()) expect(status, cut).toBe(1)
      expect(stdout, cut).toContain('did not come to its end')
    }
  })
})
