import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionAt } from '#shared/inventory/lookup.ts'
import { describeUsage } from '#shared/inventory/usage/describe-usage.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { probe } from '../hosts/probe-virtual-host.ts'
import { startHost } from './start-host.ts'
import { runningHosts, type VirtualHost } from './virtual-host.ts'

const say = (message: string): void => console.log(message)

/** stdout of a command that must succeed, as lines. */
const linesOf = async (host: VirtualHost, command: string): Promise<string[]> => {
  const { code, stdout, stderr } = await host.exec(command)
  expect(stderr, command).toBe('')
  expect(code, command).toBe(0)
  return stdout.trim().split('\n')
}

const DEVICES = '/sys/bus/pci/devices'

describe('virtual host two-nics', () => {
  const pf = `${DEVICES}/0000:01:00.0`
  let host: VirtualHost

  beforeAll(async () => {
    host = await startHost({ topology: 'two-nics', save: true, say })
  })

  afterAll(() => host?.stop())

  it('is among the running hosts, under its own name and the time of this machine', async () => {
    expect(runningHosts().map(({ name }) => name)).toContain(host.name)
    const [name, seconds] = await linesOf(host, 'hostname; date +%s')
    expect(name).toBe(host.name)
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(10)
  })

  it('has two SR-IOV NICs with 7 VFs each', async () => {
    expect(await linesOf(host, `grep -H . ${DEVICES}/*/sriov_totalvfs`)).toEqual([
      `${DEVICES}/0000:01:00.0/sriov_totalvfs:7`,
      `${DEVICES}/0000:02:00.0/sriov_totalvfs:7`
    ])
    expect(await linesOf(host, 'lspci -n -d 8086:10c9')).toHaveLength(2)
  })

  it('creates VFs, each in an IOMMU group of its own', async () => {
    await linesOf(host, `echo 3 > ${pf}/sriov_numvfs`)
    const links = await linesOf(host, `readlink ${pf}/virtfn*`)
    expect(links).toEqual(['../0000:01:10.0', '../0000:01:10.2', '../0000:01:10.4'])
    const groups = await linesOf(host, `readlink -f ${pf}/iommu_group ${pf}/virtfn*/iommu_group`)
    expect(new Set(groups).size).toBe(4)
  })

  it('refuses to change the number of VFs while there are some', async () => {
    // bash names the errno; the write builtin of dash does not.
    const { code, stderr } = await host.exec(`bash -c 'echo 2 > ${pf}/sriov_numvfs'`)
    expect(code).toBe(1)
    expect(stderr).toContain('Device or resource busy')
    expect(await linesOf(host, `cat ${pf}/sriov_numvfs`)).toEqual(['3'])
  })

  it('removes its VFs again', async () => {
    await linesOf(host, `echo 0 > ${pf}/sriov_numvfs`)
    expect(await linesOf(host, `ls -d ${pf}/virtfn* 2>/dev/null | wc -l`)).toEqual(['0'])
  })

  it.each([
    ['root', 'id -un', 'root'],
    ['lab', 'sudo -n id -un', 'root'],
    ['ops', "echo ops-pass | sudo -S -p '' id -un", 'root'],
    ['ro', 'id -un', 'ro']
  ])('lets %s log in', async (user, command, answer) => {
    const { stdout } = await host.exec(command, { user })
    expect(stdout.trim()).toBe(answer)
  })

  it.each([
    ['ops', 'sudo -n id -un', 'a password is required'],
    ['ro', 'echo ro-pass | sudo -S -p "" id -un', 'ro is not in the sudoers file']
  ])('does not make %s root for nothing', async (user, command, answer) => {
    const { code, stderr } = await host.exec(command, { user })
    expect(code).toBe(1)
    expect(stderr).toContain(answer)
  })
})

describe('virtual host two-nics-nvme', () => {
  let host: VirtualHost

  beforeAll(async () => {
    host = await startHost({ topology: 'two-nics-nvme', say })
  })

  afterAll(() => host?.stop())

  it('boots cold and has an NVMe controller with SR-IOV', async () => {
    expect(host.origin).toBe('cold boot')
    const nvme = `${DEVICES}/0000:03:00.0`
    expect(await linesOf(host, `cat ${nvme}/class ${nvme}/sriov_totalvfs`)).toEqual(['0x010802', '4'])
    expect(await linesOf(host, `basename $(readlink ${nvme}/driver)`)).toEqual(['nvme'])
  })

  describe('seen by the probe', () => {
    const [NVME, FIRST, SECOND] = ['0000:03:00.0', '0000:04:00.0', '0000:05:00.0'] as const
    /** What the three drives are to the host after a command, once udev has seen it. */
    const after = async (command: string): Promise<Readonly<Record<string, readonly string[]>>> => {
      const { code, stdout, stderr } = await host.exec(`set -e; ${command}; udevadm settle`)
      expect(code, `${command}: ${stdout}${stderr}`).toBe(0)
      const seen = await probe(host)
      return Object.fromEntries(
        [NVME, FIRST, SECOND].map((address) => {
          const usage = functionAt(seen, address as PciAddress)?.usage
          return [address, usage ? [usage.verdict, ...describeUsage(usage)] : []]
        })
      )
    }

    it('has drives that are free while they are empty', async () => {
      expect(await after('true')).toEqual({ [NVME]: ['free'], [FIRST]: ['free'], [SECOND]: ['free'] })
    })

    it('sees a mount through native NVMe multipath, and what stays on the drive after it', async () => {
      expect((await after('mkfs.ext4 -q /dev/nvme0n1; mount /dev/nvme0n1 /mnt'))[NVME]).toEqual([
        'in-use',
        'mounted at /mnt'
      ])
      expect((await after('umount /mnt'))[NVME]).toEqual(['in-use', 'nvme0n1 carries data (ext4)'])
    })

    it('sees both drives of a btrfs', async () => {
      const mounted = await after(
        'modprobe btrfs; mkfs.btrfs -q /dev/vdb /dev/vdc >/dev/null; mount /dev/vdc /mnt'
      )
      expect(mounted).toMatchObject({
        [FIRST]: ['in-use', 'mounted at /mnt'],
        [SECOND]: ['in-use', 'mounted at /mnt']
      })
      expect((await after('umount /mnt'))[FIRST]).toEqual(['in-use', 'vdb carries data (btrfs)'])
    })

    it('sees both drives of a RAID array, and an LVM volume on it', async () => {
      const array = await after(
        'wipefs -qa /dev/vdb /dev/vdc; mdadm -q -C /dev/md0 --run --metadata=1.2 -l1 -n2 /dev/vdb /dev/vdc 2>/dev/null'
      )
      expect(array).toMatchObject({
        [FIRST]: ['in-use', 'md0 (RAID array) is built upon vdb'],
        [SECOND]: ['in-use', 'md0 (RAID array) is built upon vdc']
      })
      const volume = await after(
        'pvcreate -q /dev/md0 >/dev/null; vgcreate -q vg /dev/md0 >/dev/null; lvcreate -q -n data -L 64M -Zn -Wn vg >/dev/null; mkfs.ext4 -q /dev/vg/data; mount /dev/vg/data /mnt'
      )
      expect(volume[FIRST]).toEqual(['in-use', 'mounted at /mnt'])
    })
  })
})

describe('a host that is stopped', () => {
  it('is gone at once, and its name is free', async () => {
    const name = `stopped-${process.pid}`
    for (let round = 0; round < 2; round++) {
      const host = await startHost({ topology: 'busybox', name, save: true, say })
      await host.stop()
      expect(runningHosts().map((running) => running.name)).not.toContain(name)
    }
  })
})
