import { describe, expect, it } from 'vitest'
import { doAll, linesOf, logged, refusals, running, testSystem } from '../test-system.ts'

describe('writing sriov_numvfs', () => {
  it('makes VFs that exist after 100 ms and have no driver', () => {
    const system = testSystem()
    system.do({ kind: 'write-numvfs', numVfs: 2 })
    const { atNs, numVfs, vfs } = system.view
    expect([atNs, numVfs]).toEqual([100e6, 2])
    expect(vfs.map(({ address, state, vm }) => [address, state, vm])).toEqual([
      ['0000:05:10.0', 'no-driver', null],
      ['0000:05:10.2', 'no-driver', null]
    ])
  })

  it('puts VFs on the next bus without ARI', () => {
    const system = testSystem('82599', { hasAri: false })
    system.do({ kind: 'write-numvfs', numVfs: 1 })
    expect(system.view.vfs[0]?.address).toBe('0000:06:10.0')
  })

  it('gives every VF its slice of the BARs', () => {
    const system = testSystem('xl710')
    system.do({ kind: 'write-numvfs', numVfs: 3 })
    const [first, , third] = system.view.vfs
    const distance = (at: number) => (third?.bars[at]?.address ?? 0) - (first?.bars[at]?.address ?? 0)
    expect([distance(0), distance(1)]).toEqual([2 * 65536, 2 * 16384])
  })

  it.each([
    [
      'another number while there are VFs',
      {},
      [2, 3],
      'EBUSY',
      '2 VFs already enabled. Disable before enabling 3 VFs'
    ],
    ['more than the driver allows', {}, [64], 'ERANGE', null],
    ['what is no number', {}, [-1], 'EINVAL', null],
    [
      'a bus that the bridge does not forward',
      { hasAri: false, lastBus: 5 },
      [1],
      'ENOMEM',
      "can't enable 1 VFs (bus 06 out of range of [bus 05])"
    ],
    [
      'VF BARs without a memory window',
      { vfWindowBytes: 2 ** 20 },
      [1],
      'ENOMEM',
      'not enough MMIO resources for SR-IOV'
    ]
  ] as const)('refuses %s, and leaves everything as it was', (_, config, numbers, errno, line) => {
    const system = testSystem('82599', config)
    const steps = doAll(
      system,
      numbers.map((numVfs) => ({ kind: 'write-numvfs', numVfs }) as const)
    )
    expect(refusals(steps).at(-1)).toBe(`errno ${errno}`)
    expect(system.view.numVfs).toBe(numbers.length - 1 === 0 ? 0 : numbers[0])
    if (line !== null) expect(logged(steps)).toContain(`ixgbe 0000:05:00.0: ${line}`)
  })

  it('takes a second to take VFs away', () => {
    const system = testSystem()
    doAll(system, [
      { kind: 'write-numvfs', numVfs: 2 },
      { kind: 'write-numvfs', numVfs: 0 }
    ])
    expect(system.view).toMatchObject({ atNs: 1100e6, numVfs: 0, isVfEnabled: false, vfs: [] })
  })

  it('pulls VFs out of running VMs: nothing protects them under KVM', () => {
    const system = running()
    const lines = linesOf(system.do({ kind: 'write-numvfs', numVfs: 0 }))
    expect(lines).toContain('VM web loses VF 0 while it runs')
    expect(lines).toContain('vfio-pci 0000:05:10.2: Relaying device request to user (#0)')
    expect(system.view.numVfs).toBe(0)
  })

  it.each([
    ['82599', 'EPERM'],
    ['xl710', 'EINVAL']
  ] as const)('is refused by the driver of the %s where Xen says that VFs are in use', (nic, errno) => {
    const system = running(nic, { hypervisor: 'xen' })
    expect(refusals(system.do({ kind: 'write-numvfs', numVfs: 0 })).at(-1)).toBe(`errno ${errno}`)
    expect(system.view.vfs.map(({ vm }) => vm)).toEqual(['web', 'db', null])
  })

  it('gives new VFs nothing of what old ones had', () => {
    const system = running()
    doAll(system, [
      { kind: 'set-policy', vf: 0, change: { portVlan: 42, isTrusted: true } },
      { kind: 'write-numvfs', numVfs: 0 },
      { kind: 'write-numvfs', numVfs: 1 }
    ])
    expect(system.view.vfs[0]).toMatchObject({ vm: null, portVlan: 0, isTrusted: false, mac: null })
    system.do({ kind: 'assign', vf: 0, vm: 'web' })
    expect(system.view.vfs[0]?.guestAddress).toBe('0000:01:00.0')
  })
})
