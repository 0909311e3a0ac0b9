import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { Plan } from '#shared/plan/types.ts'
import { differences } from '#shared/provision/differences.ts'
import { give, labPlan, NIC, NVME, SECOND_NIC } from '#shared/provision/testing/lab-plan.ts'
import { startHost } from '../lab/start-host.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'
import { cutTests, stackTests } from './script-cut-on-host.ts'
import { fingerprint, runScript, runWithSudo, scan, scriptFor, stepsMarked } from './lab-run.ts'

const FIRST_VF = '/sys/bus/pci/devices/0000:01:10.0'
const wholeFunction = (address: PciAddress): Plan =>
  labPlan({ assignments: [{ function: { kind: 'function', host: 'lab1', address }, vm: 'web1' }] })

/** Two VFs for VMs with settings, two left to the host. */
const webPlan = labPlan({
  pfs: [{ host: 'lab1', address: NIC, numVfs: 4, mtu: 2000 }],
  assignments: [give(NIC, 0, 'web1'), give(NIC, 1, 'db1')],
  vfs: [
    { host: 'lab1', pf: NIC, index: 0, settings: { mac: '52:54:00:00:00:10', vlan: 100, qos: 3 } },
    { host: 'lab1', pf: NIC, index: 1, settings: { trust: true, spoofchk: false, maxTxRate: 200 } }
  ]
})
const twoVfs = labPlan({ pfs: [{ host: 'lab1', address: NIC, numVfs: 2 }] })

describe('the script on a host with two igb NICs and an NVMe controller', () => {
  let host: VirtualHost
  let bare: InventoryHost

  const shell = async (command: string): Promise<string> => {
    const { code, stdout, stderr } = await host.exec(command)
    expect(`${stderr}${code}`, command).toBe('0')
    return stdout.trim()
  }
  const numVfs = (): Promise<string> => shell('cat /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs')
  /** A process that holds the VFIO group of the first VF, as QEMU does. Returns its pid. */
  const holdFirstVf = (): Promise<string> =>
    shell(
      `g=$(basename $(readlink ${FIRST_VF}/iommu_group)); ` +
        `bash -c "exec 3<>/dev/vfio/$g; exec -a qemu-system-x86_64 sleep 600" >/dev/null 2>&1 & ` +
        `for i in 1 2 3 4 5 6 7 8 9 10; do [ -e /proc/$!/fd/3 ] && break; sleep 0.1; done; echo $!`
    )

  beforeAll(async () => {
    host = await startHost({ topology: 'two-nics-nvme' })
  })
  afterAll(() => host?.stop())

  beforeEach(async () => {
    await shell(
      `rm -rf /var/lib/vflab
       for d in 0000:01:00.0 0000:02:00.0 0000:03:00.0; do
         cd /sys/bus/pci/devices/$d
         echo > driver_override
         [ "$(basename $(readlink driver))" = vfio-pci ] && echo $d > driver/unbind && echo $d > /sys/bus/pci/drivers_probe
         echo 0 > sriov_numvfs; echo 1 > sriov_drivers_autoprobe
       done
       sleep 0.3
       for n in enp1s0 enp2s0; do ip addr flush dev $n; ip link set $n down mtu 1500; done`
    )
    bare = await scan(host)
  })

  it('brings the host to the plan, and a scan sees no difference', async () => {
    const run = await runScript(host, scriptFor(webPlan, bare))
    expect(run.stderr).toBe('')
    expect(run).toMatchObject({ code: 0, result: 'result as-planned changed=14 different=0' })
    expect(differences(webPlan, await scan(host))).toEqual([])
  })

  it('changes nothing the second time, and says so', async () => {
    const script = scriptFor(webPlan, bare)
    await runScript(host, script)
    const before = await fingerprint(host)
    const again = await runScript(host, script)
    expect(again).toMatchObject({ code: 0, result: 'result as-planned changed=0 different=0' })
    expect(again.stdout).toContain('already as planned, nothing was changed')
    expect(await fingerprint(host)).toBe(before)
  })

  it('changes nothing in a dry run, and tells what it would change', async () => {
    const before = await fingerprint(host)
    const { code, stdout } = await runScript(host, scriptFor(webPlan, bare), ['--dry-run'])
    expect(code).toBe(0)
    // One less than a run makes: probing is still on, so turning it on again is not seen as a change.
    expect(stepsMarked(stdout, '  would change')).toHaveLength(13)
    expect(await fingerprint(host)).toBe(before)
    expect(await shell('ls -A /var/lib | grep -c vflab || true')).toBe('0')
  })

  it('shows drift when verifying, exactly as a scan does, and repairs it', async () => {
    const script = scriptFor(webPlan, bare)
    await runScript(host, script)
    await shell(
      'ip link set enp1s0 vf 0 vlan 7; ip link set enp1s0 vf 1 trust off; ip link set enp1s0 mtu 1400; ' +
        'echo 0000:01:10.2 > /sys/bus/pci/devices/0000:01:10.2/driver/unbind'
    )
    const drift = await runScript(host, script, ['--verify'])
    expect(drift).toMatchObject({ code: 1, result: 'result differs changed=0 different=4' })
    expect(stepsMarked(drift.stdout, '  differs')).toEqual([
      '0000:01:00.0: set MTU 2000',
      '0000:01:00.0 VF 0: set VLAN 100, priority 3',
      '0000:01:00.0 VF 1: set trust on',
      '0000:01:00.0 VF 1: bind to vfio-pci for db1'
    ])
    expect(
      differences(webPlan, await scan(host)).map(({ where, what, found }) => `${where} ${what} ${found}`)
    ).toEqual([
      '0000:01:00.0 MTU 1400',
      '0000:01:00.0 VF 0 VLAN 7',
      '0000:01:00.0 VF 1 trust off',
      '0000:01:00.0 VF 1 driver none'
    ])
    expect(await runScript(host, script)).toMatchObject({
      code: 0,
      result: 'result as-planned changed=4 different=0'
    })
    expect(await runScript(host, script, ['--verify'])).toMatchObject({ code: 0 })
  })

  it('never takes a VF from a process that holds it: not to recreate, not to give it back, not to roll back', async () => {
    const script = scriptFor(webPlan, bare)
    await runScript(host, script)
    const planned = await scan(host)
    const pid = await holdFirstVf()
    const before = await fingerprint(host)
    const taken = `0000:01:10.0 is in use: process ${pid} (sleep) holds /dev/vfio/`
    try {
      expect(await runScript(host, script)).toMatchObject({
        code: 0,
        result: 'result as-planned changed=0 different=0'
      })
      const giveBack = { ...webPlan, assignments: [give(NIC, 1, 'db1')] }
      for (const [plan, options] of [
        [twoVfs, ['--allow-recreate']],
        [giveBack, ['--allow-recreate']],
        [webPlan, ['--rollback']]
      ] as const) {
        const run = await runScript(host, scriptFor(plan, planned), options)
        expect(run.stderr).toContain(taken)
        expect(run).toMatchObject({ code: 3, result: 'result refused changed=0 different=0' })
      }
      expect(await fingerprint(host)).toBe(before)
      const seen = (await scan(host)).functions.find((fn) => fn.address === '0000:01:10.0')
      expect(seen?.usage.uses).toMatchObject([{ pid: Number(pid) }])
    } finally {
      await shell(`kill ${pid}`)
    }
    expect(await runScript(host, script, ['--rollback'])).toMatchObject({ code: 0 })
  })

  it('goes back to no VFs, and has nothing to do when asked again', async () => {
    const before = await fingerprint(host)
    const script = scriptFor(webPlan, bare)
    await runScript(host, script)
    const applied = await fingerprint(host)
    const rehearsal = await runScript(host, script, ['--rollback', '--dry-run'])
    expect(rehearsal).toMatchObject({ code: 0, stderr: '' })
    expect(rehearsal.result).toMatch(/^result dry-run changed=0 different=[1-9]/)
    expect(rehearsal.stdout).toContain('would restore: 0 VFs (found 4; all of them are destroyed first)')
    expect(await fingerprint(host)).toBe(applied)
    expect(await runScript(host, script, ['--rollback'])).toMatchObject({ code: 0, stderr: '' })
    expect(await fingerprint(host)).toBe(before)
    expect(await runScript(host, script, ['--rollback'])).toMatchObject({
      code: 0,
      result: 'result unchanged changed=0 different=0'
    })
  })

  it('destroys existing VFs only when told so, and goes back to all that they had', async () => {
    await shell(
      `ip link set enp1s0 mtu 1400; echo 3 > /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs; sleep 0.5
       ip link set enp1s0 vf 0 mac 52:54:00:00:0a:00; ip link set enp1s0 vf 1 mac 52:54:00:00:0a:01 ; ip link set enp1s0 vf 2 mac 52:54:00:00:0a:02
       ip link set enp1s0 vf 1 vlan 55 qos 2; ip link set enp1s0 vf 1 spoofchk off; ip link set enp1s0 vf 2 trust on
       cd /sys/bus/pci/devices/0000:01:10.4; modprobe vfio-pci; echo vfio-pci > driver_override
       echo 0000:01:10.4 > driver/unbind; echo 0000:01:10.4 > /sys/bus/pci/drivers_probe
       echo 0000:01:10.2 > /sys/bus/pci/devices/0000:01:10.2/driver/unbind
       echo 0 > /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe`
    )
    const before = await fingerprint(host)
    const script = scriptFor(webPlan, await scan(host))
    const refused = await runScript(host, script)
    expect(refused.stderr).toContain('0000:01:00.0 has 3 VFs and the plan wants 4.')
    expect(refused.code).toBe(3)
    expect(await fingerprint(host)).toBe(before)

    expect(await runScript(host, script, ['--allow-recreate'])).toMatchObject({ code: 0, stderr: '' })
    expect(differences(webPlan, await scan(host))).toEqual([])

    expect(await runScript(host, script, ['--rollback'])).toMatchObject({ code: 0, stderr: '' })
    expect(await fingerprint(host)).toBe(before)
  })

  it('tells how to go back when the kernel refuses something in the middle, and goes back', async () => {
    const before = await fingerprint(host)
    const tooFast = labPlan({
      ...twoVfs,
      vfs: [{ host: 'lab1', pf: NIC, index: 1, settings: { maxTxRate: 2000 } }]
    })
    const script = scriptFor(tooFast, bare)
    const run = await runScript(host, script)
    expect(run).toMatchObject({ code: 1 })
    expect(run.result).toMatch(/^result failed /)
    expect(run.stderr).toContain('vf 1 max_tx_rate 2000: Invalid argument')
    expect(run.stderr).toContain('run it with --rollback to return to the state saved in /var/lib/vflab/')
    expect(await numVfs()).toBe('2')
    expect(await runScript(host, script, ['--rollback'])).toMatchObject({ code: 0 })
    expect(await fingerprint(host)).toBe(before)
  })

  it('tells how to go back when it is stopped in the middle, and goes on when run again', async () => {
    const script = scriptFor(webPlan, bare)
    await runScript(host, `cat > plan.sh <<'SCRIPT'\n${script}\nSCRIPT`)
    const log = await shell(
      `bash plan.sh >plan.log 2>&1 & pid=$!
       until grep -q 'step 3/' plan.log; do sleep 0.02; done
       kill -TERM $pid; wait $pid; cat plan.log`
    )
    expect(log).toContain('The run ended in the middle')
    expect(log).not.toContain('result as-planned')
    expect(await runScript(host, script)).toMatchObject({ code: 0 })
    expect(differences(webPlan, await scan(host))).toEqual([])
  })

  it('lets only one run change a host at a time', async () => {
    await shell('flock /run/vflab.lock sleep 600 >/dev/null 2>&1 & echo $! > /run/holder; sleep 0.3')
    try {
      const run = await runScript(host, scriptFor(twoVfs, bare))
      expect(run.stderr).toContain('Another VF Lab run')
      expect(run.code).toBe(3)
    } finally {
      await shell('pkill -P $(cat /run/holder); kill $(cat /run/holder) 2>/dev/null; true')
    }
  })

  it('refuses other hardware than the plan was made for', async () => {
    const moved = {
      ...bare,
      functions: bare.functions.map((fn) => (fn.address === NIC ? { ...fn, deviceId: '1521' } : fn))
    }
    const run = await runScript(host, scriptFor(twoVfs, moved))
    expect(run.stderr).toContain('0000:01:00.0 is 8086:10c9, the plan was made for 8086:1521')
    expect(run.code).toBe(3)
  })

  it('refuses to apply as a plain user, who can verify all the same', async () => {
    const script = scriptFor(twoVfs, bare)
    expect(await runScript(host, script, [], 'ro')).toMatchObject({ code: 3 })
    await runScript(host, script)
    expect(await runScript(host, script, ['--verify'], 'ro')).toMatchObject({ code: 0 })
  })

  it('refuses a saved state that was tampered with', async () => {
    const script = scriptFor(twoVfs, bare)
    await runScript(host, script)
    await shell("sed -i 's/^pf\\t0000:01:00.0/pf\\t..\\/..\\/..\\/tmp/' /var/lib/vflab/*.tsv")
    const run = await runScript(host, script, ['--rollback'])
    expect(run.stderr).toContain('is damaged')
    expect(run.code).toBe(3)
    expect(await numVfs()).toBe('2')
  })

  it('gives a whole NIC to a VM and back, but asks first where it has addresses', async () => {
    await shell('ip link set enp2s0 up; ip addr add 192.0.2.9/24 dev enp2s0')
    const plan = wholeFunction(SECOND_NIC)
    const script = scriptFor(plan, await scan(host))
    const refused = await runScript(host, script)
    expect(refused.stderr).toContain('its interface enp2s0 has addresses of this host')
    expect(refused.code).toBe(3)
    expect(await runScript(host, script, ['--allow-interfaces'])).toMatchObject({ code: 0, stderr: '' })
    expect(differences(plan, await scan(host))).toEqual([])
    expect(await runScript(host, script, ['--rollback'])).toMatchObject({ code: 0, stderr: '' })
    expect(await shell('basename $(readlink /sys/bus/pci/devices/0000:02:00.0/driver)')).toBe('igb')
  })

  it.each([
    ['the NIC that carries the SSH session', '0000:00:1c.0', 'carries this SSH session'],
    ['the disk that the host runs from', '0000:00:1e.0', 'is mounted on /']
  ])('never takes %s', async (_, address, reason) => {
    const script = scriptFor(wholeFunction(address as PciAddress), bare)
    for (const run of [runScript, runWithSudo]) {
      const { code, stderr } = await run(host, script, [
        '--allow-recreate',
        '--allow-interfaces',
        '--allow-drives'
      ])
      expect(stderr).toContain(reason)
      expect(code).toBe(3)
    }
  })

  const underTest = { host: () => host, bare: () => bare, shell }
  cutTests(underTest)
  stackTests(underTest)

  it('makes and binds NVMe VFs, and goes back', async () => {
    const before = await fingerprint(host)
    const plan = labPlan({
      pfs: [{ host: 'lab1', address: NVME, numVfs: 2 }],
      assignments: [give(NVME, 0, 'db1')]
    })
    const script = scriptFor(plan, bare)
    expect(await runScript(host, script)).toMatchObject({ code: 0, stderr: '' })
    expect(differences(plan, await scan(host))).toEqual([])
    expect(await runScript(host, script)).toMatchObject({
      code: 0,
      result: 'result as-planned changed=0 different=0'
    })
    expect(await runScript(host, script, ['--rollback'])).toMatchObject({ code: 0, stderr: '' })
    expect(await fingerprint(host)).toBe(before)
  })
})
