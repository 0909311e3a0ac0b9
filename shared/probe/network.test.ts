import { describe, expect, it } from 'vitest'
import { parseIpJson } from './ip-json.ts'
import { parseDefaultRoutes, parseEthtool, parseIpText } from './network.ts'

describe('parseIpJson', () => {
  it('reads the VF settings that igb reports (iproute2 6.1)', () => {
    const [pf] =
      parseIpJson(`[{"ifname":"enp1s0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,
      "address":"52:54:00:AA:00:01","vfinfo_list":[
        {"vf":1,"address":"00:00:00:00:00:00","vlan_list":[{}],"rate":{"max_tx":500,"min_tx":0},"spoofchk":false,"link_state":"enable","trust":true},
        {"vf":0,"address":"52:54:00:42:00:01","vlan_list":[{"vlan":100,"qos":3,"protocol":"802.1ad"}],"rate":{"max_tx":0,"min_tx":0},"spoofchk":true,"link_state":"auto","trust":false}],
      "addr_info":[{"family":"inet","local":"192.0.2.1","prefixlen":24}]}]`)?.interfaces ?? []
    expect(pf).toMatchObject({
      name: 'enp1s0',
      mac: '52:54:00:aa:00:01',
      mtu: 1500,
      isUp: true,
      hasCarrier: true,
      master: null,
      addresses: ['192.0.2.1/24'],
      vfs: [
        {
          index: 0,
          mac: '52:54:00:42:00:01',
          vlan: 100,
          qos: 3,
          vlanProtocol: '802.1ad',
          spoofchk: true,
          trust: false,
          minTxRate: 0,
          maxTxRate: 0,
          linkState: 'auto'
        },
        {
          index: 1,
          mac: null,
          vlan: 0,
          qos: 0,
          vlanProtocol: '802.1Q',
          spoofchk: false,
          trust: true,
          minTxRate: 0,
          maxTxRate: 500,
          linkState: 'enable'
        }
      ]
    })
  })

  it('tells a knob that the driver does not report from one that is off', () => {
    const pf = parseIpJson('[{"ifname":"ib0","vfinfo_list":[{"vf":0,"link_state":"unheard of"}]}]')
      ?.interfaces[0]
    expect(pf?.vfs[0]).toMatchObject({ mac: null, spoofchk: null, trust: null, linkState: null })
  })

  it('passes over entries of another form', () => {
    expect(parseIpJson('[{},{"ifname":7},{"ifname":"lo","vfinfo_list":["x",{"vf":-1}]}]')).toMatchObject({
      interfaces: [{ name: 'lo', vfs: [] }],
      broken: []
    })
  })

  it('reads the others where the entry of one interface is broken, and says which', () => {
    const text =
      '[{"ifindex":1,"ifname":"lo","addr_info":[]},{"ifindex":2,"ifname":"ib0","vfinfo_list":[{"vf":0,,}]},' +
      '{"ifindex":3,"ifname":"eno1","addr_info":[{"family":"inet","local":"192.0.2.1","prefixlen":24}]}]'
    expect(parseIpJson(text)).toMatchObject({
      interfaces: [{ name: 'lo' }, { name: 'eno1', addresses: ['192.0.2.1/24'] }],
      broken: [{ name: 'ib0' }]
    })
  })

  it.each(['', 'Usage: ip ...', '{"ifname":"lo"}', '[{"ifname":'])(
    'says of %j that it is no answer of ip',
    (text) => {
      expect(parseIpJson(text)).toBeNull()
    }
  )
})

it('reads the addresses that busybox ip prints', () => {
  const lines = [
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
    '2: eth0    inet 10.0.2.15/24 scope global eth0\\       valid_lft forever preferred_lft forever',
    '2: eth0    inet6 fe80::5054:ff:fe00:1/64 scope link \\       valid_lft forever preferred_lft forever',
    'Usage: ip [OPTIONS]'
  ]
  expect([...parseIpText(lines)]).toEqual([
    ['lo', ['127.0.0.1/8']],
    ['eth0', ['10.0.2.15/24', 'fe80::5054:ff:fe00:1/64']]
  ])
})

it('finds the interfaces of default routes and not the rejecting route of lo', () => {
  expect(
    parseDefaultRoutes([
      '/proc/net/route:enp0s28\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      '/proc/net/ipv6_route:00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000002 00000400 00000001 00000000 00000003     eno1',
      '/proc/net/ipv6_route:00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo'
    ])
  ).toEqual(['eno1', 'enp0s28'])
})

it('reads driver, version and firmware of each interface, and an empty value as none', () => {
  const found = parseEthtool([
    'interface:enp1s0',
    'driver: igb',
    'version: 6.1.0-56-amd64',
    'firmware-version: 2.1.0',
    'expansion-rom-version: ',
    'interface:eth0',
    'driver: virtio_net',
    'firmware-version: ',
    'interface:veth0'
  ])
  expect(Object.fromEntries(found)).toEqual({
    enp1s0: { driver: 'igb', version: '6.1.0-56-amd64', firmware: '2.1.0' },
    eth0: { driver: 'virtio_net', version: null, firmware: null },
    veth0: { driver: null, version: null, firmware: null }
  })
})
