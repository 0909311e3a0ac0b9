/** Which interface is the port of a PF, what ip says where it fails, and what tells one host from another. */
import { describe, expect, it } from 'vitest'
import { functionAt } from '#shared/inventory/lookup.ts'
import { portOf, portsOf, representedBy } from '#shared/inventory/ports.ts'
import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { readHost } from '../fake-host/fake-host.ts'
import { fakeHost, ipJson, type FakeInterface, type FakeParts } from '../fake-host/parts.ts'

const PF = '0000:81:00.0'
const pfOf = (host: InventoryHost): InventoryFunction => {
  const fn = functionAt(host, PF as PciAddress)
  if (fn === null) throw new Error('no PF')
  return fn
}
const read = (interfaces: readonly FakeInterface[], more: Partial<FakeParts> = {}) =>
  pfOf(
    readHost(
      fakeHost({
        functions: [
          {
            address: PF,
            ids: '15b3:1015',
            driver: 'mlx5_core',
            vfs: [{ address: '0000:81:00.2', driver: null }]
          }
        ],
        interfaces,
        ...more
      })
    )
  )
const vf = (more: object = {}) => ({ vf: 0, address: '02:00:00:00:00:09', vlan_list: [{}], ...more })

describe('the port of a PF', () => {
  const representor: FakeInterface = {
    name: 'eth0',
    on: PF,
    isUp: false,
    files: { phys_port_name: 'pf0vf0' }
  }
  const uplink: FakeInterface = { name: 'pf0', on: PF, speed: 25000, files: { phys_port_name: 'p0' } }

  it('is its uplink, and no representor, whatever they are called', () => {
    const pf = read([representor, uplink, { name: 'a0', on: PF, files: { phys_port_name: 'pf0sf88' } }])
    expect(portsOf(pf).map(({ name }) => name)).toEqual(['pf0'])
    expect(pf.interfaces.map(representedBy)).toEqual([
      { kind: 'sf', index: 88 },
      { kind: 'vf', index: 0 },
      null
    ])
  })

  it('is none of its representors, where the uplink is elsewhere', () => {
    expect(portOf(read([representor]))).toBeNull()
  })

  it('is each of its ports in order of their number (mlx4), with the settings of each VF once and no VLAN 4095', () => {
    const ports: readonly FakeInterface[] = [
      {
        name: 'a1',
        on: PF,
        files: { dev_port: '1' },
        ip: { vfinfo_list: [vf({ address: '00:00:00:00:00:00' })] }
      },
      {
        name: 'b0',
        on: PF,
        files: { dev_port: '0' },
        ip: { vfinfo_list: [vf({ vlan_list: [{ vlan: 4095 }] })] }
      }
    ]
    const vfs = [{ address: '0000:81:00.2', driver: null }]
    const pf = read(ports, { functions: [{ address: PF, ids: '15b3:1003', driver: 'mlx4_core', vfs }] })
    expect(portsOf(pf).map(({ name }) => name)).toEqual(['b0', 'a1'])
    expect(pf.role).toMatchObject({
      sriov: { vfSettings: { value: [{ index: 0, mac: '02:00:00:00:00:09', vlan: 0 }] } }
    })
  })

  it('of InfiniBand has no MAC: 20 bytes are none', () => {
    const mac = '00:00:10:29:fe:80:00:00:00:00:00:00:0c:42:a1:03:00:ab:cd:ef'
    const port = portOf(read([{ name: 'ib0', on: PF, mac, ip: { link_type: 'infiniband' } }]))
    expect(port).toMatchObject({ linkType: 'infiniband', mac: { known: false } })
  })

  it('says the mode of its switch by its representors where devlink says nothing', () => {
    const modeOf = (interfaces: readonly FakeInterface[]) => {
      const { role } = read(interfaces)
      return role.kind === 'pf' ? role.sriov.eswitchMode : null
    }
    expect(modeOf([representor, uplink])).toEqual({ known: true, value: 'switchdev' })
    // A port alone could be in either mode.
    expect(modeOf([uplink])).toMatchObject({ known: false })
  })

  it('says the mode of its switch and of its bond', () => {
    const bonded: readonly FakeInterface[] = [
      { ...uplink, master: 'bond0' },
      { name: 'bond0', files: { 'bonding/mode': '802.3ad 4' } }
    ]
    const tools = {
      ip: { '-j -d addr': ipJson(bonded) },
      devlink: { [`-j dev eswitch show pci/${PF}`]: '{"dev":{"pci/0000:81:00.0":{"mode":"switchdev"}}}' }
    }
    const pf = read(bonded, { tools })
    expect(pf.role).toMatchObject({ sriov: { eswitchMode: { known: true, value: 'switchdev' } } })
    expect(portOf(pf)?.bondMode).toBe('802.3ad')
  })
})

describe('where ip fails', () => {
  const interfaces: readonly FakeInterface[] = [{ name: 'ib0', on: PF, addresses: ['192.0.2.10/24'] }]
  const failing = { err: 'Error: Message too long', code: 255 }

  it('its own words are the reason, and what a shorter question tells is kept', () => {
    const host = readHost(
      fakeHost({
        functions: [{ address: PF, vfs: [{ address: '0000:81:00.2' }] }],
        interfaces,
        tools: { ip: { '-j -d addr': failing, '-j addr': ipJson(interfaces), '-j link show lo': '[{}]' } }
      })
    )
    expect(host.gaps).toContainEqual({
      what: 'IP addresses and settings of VFs',
      reason: 'ip: Error: Message too long'
    })
    expect(pfOf(host).role).toMatchObject({
      sriov: { vfSettings: { known: false, reason: 'ip: Error: Message too long' } }
    })
    expect(pfOf(host).interfaces[0]?.addresses).toEqual(['192.0.2.10/24'])
  })

  it('an ip without JSON (busybox) is said once, and its text is read', () => {
    const text = '2: ib0    inet 192.0.2.10/24 brd 192.0.2.255 scope global ib0'
    const host = readHost(
      fakeHost({
        functions: [{ address: PF, vfs: [{ address: '0000:81:00.2' }] }],
        interfaces,
        tools: { ip: { '-o addr': text, '*': { err: "ip: invalid argument '-j' to 'ip'", code: 1 } } }
      })
    )
    expect(host.gaps.filter(({ reason }) => reason.includes('ip '))).toEqual([
      { what: 'settings of VFs', reason: 'ip prints no JSON on this host' }
    ])
    expect(pfOf(host).interfaces[0]?.addresses).toEqual(['192.0.2.10/24'])
  })

  it('use is not ruled out for want of addresses', () => {
    const pf = read(interfaces, { tools: { ip: { '-j link show lo': '[{}]', '*': failing } } })
    expect(pf.usage).toMatchObject({ verdict: 'cannot-be-ruled-out' })
  })
})

it('knows a host by its machine id', () => {
  const id = '0123456789abcdef0123456789abcdef'
  const host = readHost(fakeHost({ functions: [{ address: PF }], files: { 'etc/machine-id': id } }))
  expect(host.identity.machineId).toEqual({ known: true, value: id })
  const image = fakeHost({ functions: [{ address: PF }], files: { 'etc/machine-id': 'uninitialized' } })
  expect(readHost(image).identity.machineId.known).toBe(false)
})
