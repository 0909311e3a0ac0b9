/** Scripts that are cut on a booted host, and stacks of interfaces that its kernel makes: tests for a host that runs. */
import { expect, it } from 'vitest'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { Plan } from '#shared/plan/types.ts'
import { differences } from '#shared/provision/differences.ts'
import { give, labPlan, NIC } from '#shared/provision/testing/lab-plan.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'
import { fingerprint, runScript, runWithSudo, scan, scriptFor } from './lab-run.ts'

/** The host under test, once it runs, as it was read before anything was done to it. */
export interface HostUnderTest {
  readonly host: () => VirtualHost
  readonly bare: () => InventoryHost
  /** Runs a command on it that has to succeed; its output. */
  readonly shell: (command: string) => Promise<string>
}

/** One VF for a VM, one left to the host: a step of every kind. */
const smallPlan = labPlan({
  pfs: [{ host: 'lab1', address: NIC, numVfs: 2 }],
  assignments: [give(NIC, 0, 'web1')],
  vfs: [{ host: 'lab1', pf: NIC, index: 0, settings: { mac: '52:54:00:00:00:10', vlan: 100 } }]
})
const STEPS = 8

export function cutTests({ host, bare, shell }: HostUnderTest): void {
  it('is told truly when it was cut at any step, as root or through sudo; the next run and the way back are exact', async () => {
    const before = await fingerprint(host())
    const script = scriptFor(smallPlan, bare())
    await shell(`cat >plan.sh <<'SCRIPT'\n${script}\nSCRIPT\ninstall -m 644 plan.sh /home/lab/plan.sh`)
    expect(script.match(/^STEP_COUNT=(\d+)$/m)?.[1]).toBe(`${STEPS}`)
    for (let step = 1; step <= STEPS; step++) {
      const runner = step % 2 === 0 ? 'su lab -c "sudo -n bash /home/lab/plan.sh"' : 'bash plan.sh'
      const signal = step % 3 === 0 ? 'TERM' : 'KILL'
      const log = await shell(
        `exec 2>/dev/null; : >plan.log; ${runner} >plan.log 2>&1 &
         until grep -q 'step ${step}/' plan.log; do sleep 0.01; done
         kill -${signal} $(pgrep -f '^bash .*plan.sh$'); wait; cat plan.log`
      )
      expect(log).not.toContain('result as-planned')
      if (step % 2 === 0) {
        const again = await runScript(host(), script)
        expect(`${again.stderr}${again.code}`, `again after step ${step}`).toBe('0')
        expect(differences(smallPlan, await scan(host()))).toEqual([])
        expect(again.stdout).not.toContain('differs')
      }
      const back = await runWithSudo(host(), script, ['--rollback'])
      expect(`${back.stderr}${back.code}`, `back after step ${step}`).toBe('0')
      expect(await fingerprint(host()), `back after step ${step}`).toBe(before)
    }
  }, 900_000)

  it('stops when the client goes away, and leaves no run behind that holds the host', async () => {
    const before = await fingerprint(host())
    const script = scriptFor(smallPlan, bare())
    // The reader of its output ends after the third step, as a connection does that breaks.
    await shell(`bash -s 2>&1 <<'SCRIPT' | sed '/^step 3/q' >/dev/null\n${script}\nSCRIPT\ntrue`)
    const again = await runScript(host(), script)
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toContain('did not come to its end')
    expect(await runScript(host(), script, ['--rollback'])).toMatchObject({ code: 0, stderr: '' })
    expect(await fingerprint(host())).toBe(before)
  })
}

const wholeFunction = (address: PciAddress): Plan =>
  labPlan({ assignments: [{ function: { kind: 'function', host: 'lab1', address }, vm: 'web1' }] })

export function stackTests({ host, shell }: HostUnderTest): void {
  it('keeps a session that comes over a bridge on a VLAN on a bond on a PF, whatever it is told', async () => {
    await shell(
      `modprobe -a bonding 8021q bridge macvlan
       ip netns add client; ip link set enp2s0 netns client
       ip -n client link set enp2s0 up; ip -n client link add link enp2s0 name v5 type vlan id 5
       ip -n client addr add 192.0.2.2/24 dev v5; ip -n client link set v5 up
       ip link add bond0 type bond mode active-backup; ip link set enp1s0 master bond0; ip link set bond0 up
       ip link add link bond0 name bond0.5 type vlan id 5; ip link set bond0.5 up
       ip link add br0 type bridge; ip link set bond0.5 master br0; ip link set br0 up; ip addr add 192.0.2.1/24 dev br0
       for i in $(seq 100); do ip netns exec client ping -c 1 -W 1 192.0.2.1 >/dev/null && break; done
       ip netns exec client bash -c 'exec 3<>/dev/tcp/192.0.2.1/22; sleep 600 <&3' >/dev/null 2>&1 & echo $! >client.pid
       until ss -Htn state established | grep -q '192.0.2.1:22'; do sleep 0.1; done`
    )
    try {
      const script = scriptFor(wholeFunction(NIC), await scan(host()))
      for (const run of [runScript, runWithSudo]) {
        const refused = await run(host(), script, [
          '--allow-recreate',
          '--allow-interfaces',
          '--allow-unclear'
        ])
        expect(refused.stderr).toContain(`${NIC} carries an SSH session on br0`)
        expect(refused.code).toBe(3)
      }
      expect(await shell("ss -Htn state established | grep -c '192.0.2.1:22'")).toBe('1')
      expect(await shell('basename $(readlink /sys/bus/pci/devices/0000:01:00.0/driver)')).toBe('igb')
    } finally {
      await shell(
        `kill $(cat client.pid); pkill -f '^sleep 600$'; ip netns exec client ip link set enp2s0 netns 1
         ip netns del client; ip link del br0; ip link del bond0.5; ip link del bond0; sleep 0.3; true`
      )
    }
  })

  it('takes no VF from a container or from under a macvtap unless it is told', async () => {
    await shell(
      `echo 2 > /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs
       until [ -e /sys/bus/pci/devices/0000:01:10.0/net/* ] && [ -e /sys/bus/pci/devices/0000:01:10.2/net/* ]; do sleep 0.1; done; sleep 1
       vf() { basename /sys/bus/pci/devices/$1/net/*; }
       ip netns add pod; ip link set $(vf 0000:01:10.0) netns pod
       ip link add link $(vf 0000:01:10.2) name macvtap0 type macvtap mode passthru`
    )
    try {
      const plan = labPlan({ assignments: [give(NIC, 0, 'web1'), give(NIC, 1, 'db1')] })
      const script = scriptFor(plan, await scan(host()))
      const refused = await runScript(host(), script, ['--allow-recreate'])
      expect(refused.stderr).toMatch(
        /0000:01:10\.0: its interface \S+ is in the network namespace pod\. Allow it with --allow-interfaces/
      )
      expect(refused.stderr).toContain('0000:01:10.2: macvtap0 stands on its interface')
      expect(refused.code).toBe(3)
      const told = await runScript(host(), script, ['--allow-interfaces'])
      expect(told).toMatchObject({ code: 0, stderr: '' })
      expect(told.stdout).toContain('takes away: macvtap0')
    } finally {
      await shell('ip netns del pod; true')
    }
  })
}
