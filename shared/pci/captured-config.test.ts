/** Every decoder against bytes that were read from functions of the rig (test/hosts). */
import { describe, expect, it } from 'vitest'
import { acsCapability, isolates } from './acs-capability.ts'
import { capabilities, extendedCapabilities } from './capabilities.ts'
import captured from './captured-config.json' with { type: 'json' }
import { configSpaceOf, type ConfigSpace } from './config-space.ts'
import { configHeader } from './header.ts'
import { msiXCapability } from './msi-x-capability.ts'
import { pciExpressCapability } from './pci-express-capability.ts'
import { srIovCapability } from './sr-iov-capability.ts'

const config = (name: keyof typeof captured): ConfigSpace => {
  const { length, rows } = captured[name]
  const bytes: Readonly<Record<string, string>> = rows
  let hex = ''
  for (let offset = 0; offset < length; offset += 16) {
    hex += bytes[`0x${offset.toString(16).padStart(3, '0')}`] ?? '0'.repeat(32)
  }
  return configSpaceOf(hex)
}

describe('igb PF with 3 VFs', () => {
  const pf = config('igb-pf')

  it('lists the capabilities in the order of the chain', () => {
    expect(capabilities(pf)).toEqual([
      { id: 0x01, offset: 0x40 },
      { id: 0x05, offset: 0x50 },
      { id: 0x11, offset: 0x70 },
      { id: 0x10, offset: 0xa0 }
    ])
    expect(extendedCapabilities(pf)).toEqual([
      { id: 0x01, offset: 0x100 },
      { id: 0x0e, offset: 0x150 },
      { id: 0x10, offset: 0x160 }
    ])
  })

  it('reads the SR-IOV capability: hardware has 8 VFs where its driver allows 7', () => {
    expect(srIovCapability(pf)).toEqual({
      isVfEnabled: true,
      isVfMemorySpaceEnabled: true,
      isAriCapableHierarchy: true,
      initialVfs: 8,
      totalVfs: 8,
      numVfs: 3,
      functionDependencyLink: 0,
      firstVfOffset: 128,
      vfStride: 2,
      vfDeviceId: 0x10ca,
      supportedPageSizes: [4096, 8192, 65536, 262144, 1048576, 4194304],
      systemPageSize: 4096,
      vfBars: [
        { index: 0, isPrefetchable: true, is64Bit: true, base: 0xfe800000n },
        { index: 3, isPrefetchable: true, is64Bit: true, base: 0xfe820000n }
      ]
    })
  })

  it('reads link, payload and reset from the PCI Express capability', () => {
    expect(pciExpressCapability(pf)).toEqual({
      portType: 'endpoint',
      maxPayloadSizeSupported: 128,
      maxPayloadSize: 128,
      maxReadRequestSize: 128,
      isFlrCapable: true,
      maxLinkSpeedGTps: 2.5,
      maxLinkWidth: 1,
      currentLinkSpeedGTps: 2.5,
      currentLinkWidth: 1,
      isAriForwardingSupported: false,
      isAriForwardingEnabled: false
    })
  })

  it('counts MSI-X vectors from 1 and finds their table', () => {
    expect(msiXCapability(pf)).toEqual({ tableSize: 10, isEnabled: true, tableBar: 3, tableOffset: 0 })
  })

  it('has no ACS', () => {
    expect(acsCapability(pf)).toBeNull()
  })
})

describe('igb VF', () => {
  it('has no SR-IOV capability of its own, and its ids read as ones', () => {
    const vf = config('igb-vf')
    expect(srIovCapability(vf)).toBeNull()
    expect([vf.u16(0), vf.u16(2)]).toEqual([0xffff, 0xffff])
    expect(pciExpressCapability(vf)).toMatchObject({ portType: 'endpoint', isFlrCapable: true })
    expect(msiXCapability(vf)).toMatchObject({ tableSize: 3, tableBar: 3 })
  })
})

describe('root port', () => {
  it('keeps what is below it apart once ACS is on', () => {
    const acs = acsCapability(config('root-port'))
    expect(acs?.enabled).toMatchObject({
      sourceValidation: true,
      p2pRequestRedirect: true,
      p2pCompletionRedirect: true,
      upstreamForwarding: true
    })
    expect(acs && isolates(acs)).toBe(true)
  })

  it('says which buses lie behind it, and that it forwards ARI', () => {
    expect(configHeader(config('root-port'))).toEqual({
      layout: 1,
      isMultifunction: false,
      buses: { secondary: 1, subordinate: 1 }
    })
    expect(pciExpressCapability(config('root-port'))).toMatchObject({
      portType: 'root-port',
      maxLinkSpeedGTps: 16,
      maxLinkWidth: 32,
      isAriForwardingSupported: true,
      isAriForwardingEnabled: true
    })
  })

  it('shows no ACS where it was built without', () => {
    expect(acsCapability(config('root-port-without-acs'))).toBeNull()
    expect(configHeader(config('root-port-without-acs'))?.isMultifunction).toBe(true)
  })
})

describe('NVMe PF with 2 VFs', () => {
  it('has VFs right behind itself and a single VF BAR', () => {
    expect(srIovCapability(config('nvme-pf'))).toMatchObject({
      totalVfs: 4,
      numVfs: 2,
      firstVfOffset: 1,
      vfStride: 1,
      vfDeviceId: 0x0010,
      vfBars: [{ index: 0, is64Bit: true, base: 0xfdc04000n }]
    })
  })
})

describe('other functions', () => {
  it('tells a switch port and a bridge to conventional PCI by their port type', () => {
    expect(pciExpressCapability(config('downstream-port'))?.portType).toBe('downstream-port')
    expect(pciExpressCapability(config('pci-bridge'))?.portType).toBe('pcie-to-pci-bridge')
  })

  it('finds no PCI Express capability on a conventional function of 256 bytes', () => {
    expect(config('e1000').length).toBe(256)
    expect(pciExpressCapability(config('e1000'))).toBeNull()
    expect(extendedCapabilities(config('e1000'))).toEqual([])
  })

  it('decodes nothing but the header from what a plain user may read', () => {
    const header = config('header-only')
    expect(header.length).toBe(64)
    expect(configHeader(header)).toEqual({ layout: 0, isMultifunction: false, buses: null })
    expect(capabilities(header)).toEqual([])
    expect(srIovCapability(header)).toBeNull()
    expect(pciExpressCapability(header)).toBeNull()
    expect(msiXCapability(header)).toBeNull()
  })
})
