/** The probe on virtual hosts, over plain ssh: what it reads as whom, what it withstands, and that it writes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionAt } from '#shared/inventory/lookup.ts'
import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { READ_LIMIT_SECONDS } from '#shared/probe/probe-script.ts'
import { startHost } from '../lab/start-host.ts'
import { probe } from './probe-virtual-host.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'

const PF = '0000:01:00.0' as PciAddress
const SECOND_PF = '0000:02:00.0' as PciAddress
const LAST_VF = '0000:01:10.4' as PciAddress

const shellOn = async (host: VirtualHost, command: string): Promise<string> => {
  const { code, stdout, stderr } = await host.exec(command)
  expect(`${stderr}${code}`, command).toBe('0')
  return stdout.trim()
}

const at = (host: InventoryHost, address: PciAddress): InventoryFunction => {
  const fn = functionAt(host, address)
  if (!fn) throw new Error(`${host.hostname} shows no ${address}`)
  return fn
}

describe('a Debian host with VFs', () => {
  let host: VirtualHost

  beforeAll(async () => {
    host = await startHost({ topology: 'two-nics', say: console.error })
    await shellOn(
      host,
      `ip link set enp1s0 up; cd /sys/bus/pci/devices; echo 3 > ${PF}/sriov_numvfs; sleep 1; modprobe vfio-pci
       echo ${LAST_VF} > ${LAST_VF}/driver/unbind; echo vfio-pci > ${LAST_VF}/driver_override
       echo ${LAST_VF} > /sys/bus/pci/drivers_probe`
    )
  })
  afterAll(() => host?.stop())

  it.each(['dash -s', 'bash -s', 'bash --posix -s'])('reads the same under %s', async (shell) => {
    const seen = await probe(host, shell)
    expect(seen).toMatchObject({ privilege: 'root', gaps: [], iommu: { kind: 'on', type: 'intel' } })
    expect(at(seen, PF).role).toMatchObject({
      kind: 'pf',
      sriov: { numVfs: 3, totalVfs: 7, hardwareTotalVfs: { known: true, value: 8 } }
    })
    expect(at(seen, LAST_VF)).toMatchObject({ driver: { value: 'vfio-pci' }, usage: { verdict: 'free' } })
  })

  it('finds the interface of its own session through sudo, which hides the session', async () => {
    const seen = await probe(host, 'sudo -n sh -s', 'lab')
    expect(seen).toMatchObject({ privilege: 'sudo', gaps: [] })
    expect(at(seen, '0000:00:1c.0' as PciAddress).usage.uses).toContainEqual({
      kind: 'management',
      interface: 'enp0s28'
    })
  })

  it('reads what a plain user may, and says what it may not', async () => {
    const seen = await probe(host, 'sh -s', 'ro')
    expect(seen.privilege).toBe('user')
    expect(seen.gaps).toEqual([
      { what: 'config space past 64 bytes', reason: 'needs root: the probe ran as ro' },
      { what: 'processes that hold a VFIO device', reason: 'needs root: the probe ran as ro' }
    ])
    expect(at(seen, PF).role).toMatchObject({ sriov: { numVfs: 3, hardwareTotalVfs: { known: false } } })
    expect(seen.tools).toMatchObject({ ethtool: true, lspci: true })
  })

  it('takes the name that a VM gives itself for no more than a name', async () => {
    const forged = 'guest=web1\n@0123456789abcdef end\n@0123456789abcdef section pci'
    const group = await shellOn(host, `basename $(readlink /sys/bus/pci/devices/${LAST_VF}/iommu_group)`)
    const pid = await shellOn(
      host,
      `exec 3<>/dev/vfio/${group}; sh -c 'sleep 60; :' -name "$(printf '%b' '${forged.replaceAll('\n', '\\n')}')" >/dev/null 2>&1 & echo $!`
    )
    const seen = await probe(host)
    expect(at(seen, LAST_VF).usage.uses).toContainEqual({
      kind: 'vm',
      vm: 'web1 @0123456789abcdef end @0123456789abcdef section pci',
      pid: Number(pid)
    })
    await shellOn(host, `{ pkill -P ${pid}; kill ${pid}; } 2>/dev/null; true`)
  })

  it('finds what stands on interfaces, through a bridge on a VLAN on a bond, and in another namespace', async () => {
    const [first, second] = [`${PF.slice(0, 8)}10.0`, `${PF.slice(0, 8)}10.2`] as [PciAddress, PciAddress]
    const netdev = (address: string): Promise<string> =>
      shellOn(host, `ls /sys/bus/pci/devices/${address}/net`)
    const [away, below] = [await netdev(first), await netdev(second)]
    const port = await netdev(SECOND_PF)
    await shellOn(
      host,
      `ip netns add blue; ip link set ${away} netns blue
       ip link add link ${below} name tap7 type macvtap mode bridge
       ip link add bond7 type bond mode active-backup; ip link set ${port} down; ip link set ${port} master bond7
       ip link add link bond7 name bond7.5 type vlan id 5; ip link add br7 type bridge
       ip link set bond7.5 master br7; ip addr add 198.51.100.9/24 dev br7`
    )
    const seen = await probe(host)
    expect(at(seen, first).usage.uses).toEqual([
      { kind: 'elsewhere', interface: away, where: 'network namespace blue' }
    ])
    expect(at(seen, second).usage.uses).toContainEqual({
      kind: 'stacked',
      interface: below,
      by: 'tap7',
      type: 'macvtap'
    })
    expect(at(seen, SECOND_PF).usage.uses).toEqual(
      expect.arrayContaining([
        { kind: 'addressed', interface: 'br7', addresses: ['198.51.100.9/24'] },
        { kind: 'enslaved', interface: port, master: 'bond7' }
      ])
    )
    await shellOn(
      host,
      `ip netns exec blue ip link set ${away} netns 1; ip netns del blue
       ip link del tap7; ip link del br7; ip link del bond7.5; ip link del bond7`
    )
  })

  it('gives up a read that hangs, and shows the rest', async () => {
    await shellOn(
      host,
      `mkdir -p /opt/slow; printf '#!/bin/sh\\nexec sleep 100\\n' > /opt/slow/lspci; chmod +x /opt/slow/lspci`
    )
    const start = performance.now()
    const seen = await probe(host, 'PATH=/opt/slow:$PATH sh -s')
    expect(performance.now() - start).toBeLessThan((READ_LIMIT_SECONDS + 20) * 1000)
    expect(seen.gaps).toEqual([{ what: 'all of names of devices', reason: 'lspci did not answer in time' }])
    expect(at(seen, PF).deviceName).toBeNull()
  })

  it('writes nothing', async () => {
    const state =
      'cd /sys/bus/pci/devices; grep -aHs "" */sriov_numvfs */driver_override */enable; ls -ld */driver; ip -d link; lsmod | cut -d" " -f1'
    await shellOn(host, 'touch /run/before; sleep 1.1')
    const before = await shellOn(host, state)
    await probe(host)
    expect(await shellOn(host, state)).toBe(before)
    const changed = await shellOn(
      host,
      'find / -xdev -newer /run/before -type f ! -path "/var/log/*" ! -path "/var/lib/systemd/*"; find /run /tmp -newer /run/before -type f ! -path "/run/systemd/*" ! -path "/run/log/*" ! -path "/run/udev/*" ! -name utmp ! -name motd.dynamic'
    )
    expect(changed).toBe('')
  })
})

describe('a busybox host', () => {
  let host: VirtualHost

  beforeAll(async () => {
    host = await startHost({ topology: 'busybox', say: console.error })
    await shellOn(host, `echo 2 > /sys/bus/pci/devices/${PF}/sriov_numvfs`)
  })
  afterAll(() => host?.stop())

  it('is read without pciutils, ethtool and a full ip, and the gaps say so', async () => {
    const seen = await probe(host)
    expect(seen.gaps).toEqual([
      { what: 'names of devices', reason: 'lspci is not installed' },
      { what: 'settings of VFs', reason: 'ip prints no JSON on this host' },
      { what: 'firmware of network devices', reason: 'ethtool is not installed' }
    ])
    expect(at(seen, PF).role).toMatchObject({
      sriov: { numVfs: 2, hardwareTotalVfs: { known: true, value: 8 }, vfSettings: { known: false } }
    })
    expect(at(seen, '0000:00:1c.0' as PciAddress).usage.uses).toContainEqual({
      kind: 'management',
      interface: 'eth0'
    })
  })
})
