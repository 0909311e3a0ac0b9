import { describe, expect, it } from 'vitest'
import type { GuestImage } from './guest-image.ts'
import { LabError } from './lab-error.ts'
import { qemuArguments } from './qemu-arguments.ts'
import { savedStateKey } from './saved-state.ts'
import { findTopology, TOPOLOGIES } from './topologies.ts'
import type { Topology } from './topology.ts'

const imageFor = ({ flavour }: Topology): GuestImage => ({
  flavour,
  key: 'abc',
  kernelPath: '/image/vmlinuz',
  initrdPath: '/image/initrd',
  diskPath: flavour === 'tiny' ? null : '/image/disk.qcow2'
})

const START = { processName: 'vf-lab-dev', sshPort: 22_001, savedMemoryPath: undefined }

const argumentsOf = (name: string): string[] => {
  const topology = findTopology(name)
  return qemuArguments(topology, imageFor(topology), START)
}

/** Values of an option that may be given several times. */
const valuesOf = (args: readonly string[], option: string): string[] =>
  args.filter((_, index) => args[index - 1] === option)

const devicesOf = (name: string, driver: string): string[] =>
  valuesOf(argumentsOf(name), '-device').filter((value) => value.split(',')[0] === driver)

describe.each(TOPOLOGIES.map((topology) => [topology.name, topology] as const))(
  'topology %s',
  (name, topology) => {
    const args = qemuArguments(topology, imageFor(topology), START)

    it('is emulated in software and opens no port but the given one, on loopback', () => {
      expect(valuesOf(args, '-accel')[0]).toMatch(/^tcg,/)
      const forwards = valuesOf(args, '-netdev').filter((netdev) => netdev.includes('hostfwd'))
      expect(forwards).toHaveLength(1)
      expect(forwards[0]).toContain('hostfwd=tcp:127.0.0.1:22001-:22')
      expect(forwards[0]).toContain('restrict=on')
      expect(args.join(' ')).not.toMatch(/-vnc|-monitor|tcp::/)
    })

    it('puts every device on a bus of its own arguments, with ids used once', () => {
      const devices = valuesOf(args, '-device')
      const ids = args.flatMap((value) => /(?:^|,)id=([^,]+)/.exec(value)?.[1] ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      const buses = devices.flatMap((value) => /,bus=([^,]+)/.exec(value)?.[1] ?? [])
      for (const bus of buses) expect(['pcie.0', ...ids]).toContain(bus)
    })

    it('gives every NIC its own MAC address', () => {
      const macs = valuesOf(args, '-device').flatMap((value) => /,mac=([^,]+)/.exec(value)?.[1] ?? [])
      expect(new Set(macs).size).toBe(macs.length)
    })

    it('has a summary and names its SR-IOV devices', () => {
      expect(topology.summary).not.toBe('')
      const functions = devicesOf(name, 'igb').length + devicesOf(name, 'nvme').length
      expect(topology.devices.filter((line) => line.includes('VFs'))).toHaveLength(functions)
    })

    it('can be saved unless it has an NVMe controller', () => {
      expect(topology.isSavable).toBe(devicesOf(name, 'nvme').length === 0)
    })
  }
)

describe('topologies', () => {
  it('have an IOMMU, except the one that is about its absence', () => {
    const without = TOPOLOGIES.filter(({ name }) => devicesOf(name, 'intel-iommu').length === 0)
    expect(without.map(({ name }) => name)).toEqual(['no-iommu'])
    expect(valuesOf(argumentsOf('no-iommu'), '-append')[0]).not.toContain('iommu')
  })

  it('spread the NICs of two-numa-nodes over both nodes', () => {
    const bridges = devicesOf('two-numa-nodes', 'pxb-pcie')
    expect(bridges.map((bridge) => /numa_node=(\d)/.exec(bridge)?.[1])).toEqual(['0', '1'])
    const memory = valuesOf(argumentsOf('two-numa-nodes'), '-object')
      .join(' ')
      .matchAll(/size=(\d+)M/g)
    const total = [...memory].reduce((sum, [, size]) => sum + Number(size), 0)
    expect(total).toBe(findTopology('two-numa-nodes').memoryMib)
  })

  it('make both ports of dual-port visible to ARI enumeration', () => {
    const [first, second] = devicesOf('dual-port', 'igb')
    expect(first).toContain('addr=0.0,multifunction=on,x-pcie-ari-nextfn-1=on')
    expect(second).toContain('addr=0.1,multifunction=on')
  })

  it('take ACS away from both root ports of shared-group, and from no other', () => {
    const without = TOPOLOGIES.flatMap(({ name }) =>
      devicesOf(name, 'pcie-root-port')
        .filter((port) => port.includes('disable-acs=on'))
        .map(() => name)
    )
    expect(without).toEqual(['shared-group', 'shared-group'])
  })

  it('have no root disk on the busybox host', () => {
    expect(valuesOf(argumentsOf('busybox'), '-drive')).toEqual([])
    expect(valuesOf(argumentsOf('busybox'), '-append')[0]).not.toContain('root=')
  })

  it('are found by name, and the others are named when there is none', () => {
    expect(() => findTopology('three-nics')).toThrow(LabError)
    expect(() => findTopology('three-nics')).toThrow('two-nics-nvme')
  })
})

describe('a start from a saved state', () => {
  const topology = findTopology('two-nics')
  const image = imageFor(topology)

  it('differs from a boot in nothing but where the memory comes from', () => {
    const savedMemoryPath = "/it's here/memory.zst"
    const restored = qemuArguments(topology, image, { ...START, savedMemoryPath })
    expect(restored.slice(0, -2)).toEqual(qemuArguments(topology, image, START))
    expect(restored.slice(-2)).toEqual(['-incoming', `exec:zstd -dcq '/it'\\''s here/memory.zst'`])
  })

  it('needs the same devices, memory, image and QEMU', () => {
    const keys = [
      savedStateKey(topology, image, '10.0.2'),
      savedStateKey(topology, image, '10.0.3'),
      savedStateKey(topology, { ...image, key: 'def' }, '10.0.2'),
      savedStateKey({ ...topology, memoryMib: 768 }, image, '10.0.2'),
      savedStateKey({ ...topology, qemuArguments: [] }, image, '10.0.2')
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(savedStateKey({ ...topology, summary: 'reworded' }, image, '10.0.2')).toBe(keys[0])
  })
})
