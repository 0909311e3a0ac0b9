/** The small line formats: files, links, names, modules. */
import { describe, expect, it } from 'vitest'
import { parseListing, targetName } from './links.ts'
import { parseModinfo, parseModules } from './modules.ts'
import { parseNames } from './names.ts'
import { firstLine, parsePathLines } from './path-lines.ts'

it('splits a path with a PCI address from a value with colons', () => {
  const files = parsePathLines([
    '0000:01:00.0/vendor:0x8086',
    'enp1s0/address:52:54:00:aa:00:01',
    '/etc/os-release:A=b:c',
    'nothing'
  ])
  expect(Object.fromEntries(files)).toEqual({
    '0000:01:00.0/vendor': ['0x8086'],
    'enp1s0/address': ['52:54:00:aa:00:01'],
    '/etc/os-release': ['A=b:c']
  })
  expect(firstLine(files, 'enp1s0/mtu')).toBeNull()
})

it('reads links of GNU and busybox ls, and folders as plain entries', () => {
  const listing = parseListing([
    'lrwxrwxrwx 1 0 0 0 Nov 23 18:57 0000:01:00.0/driver -> ../../../../bus/pci/drivers/igb',
    'lrwxrwxrwx    1 0        0                0 Jan  1  1970 0000:01:10.0/physfn -> ../0000:01:00.0',
    'drwxr-xr-x 3 0 0 0 Nov 23 19:01 0000:01:10.4/vfio-dev/vfio0',
    'ls: cannot access x'
  ])
  expect(targetName(listing, '0000:01:00.0/driver')).toBe('igb')
  expect(targetName(listing, '0000:01:10.0/physfn')).toBe('0000:01:00.0')
  expect(targetName(listing, '0000:01:10.0/driver')).toBeNull()
  expect(listing.plain).toEqual(['0000:01:10.4/vfio-dev/vfio0'])
})

it('reads names with quotes in them, and takes no made-up name for one', () => {
  const names = parseNames([
    '0000:01:00.0 "Ethernet controller" "Intel Corporation" "82576 Gigabit Network Connection" -r01 -p00 "Red Hat, Inc." "x"',
    '0000:02:00.0 "Ethernet controller" "A \\"quoted\\" vendor" "Device 10ca"',
    '0000:03:00.0 "Class ff00" "Vendor 1b36" "Device 0010"',
    'garbage'
  ])
  expect([...names.values()]).toEqual([
    { vendor: 'Intel Corporation', device: '82576 Gigabit Network Connection' },
    { vendor: 'A "quoted" vendor', device: null },
    { vendor: null, device: null }
  ])
})

describe('modules', () => {
  const links = parseListing([
    'lrwxrwxrwx 1 0 0 0 Nov 23 18:58 ../drivers/ice/module -> ../../../../module/ice',
    'lrwxrwxrwx 1 0 0 0 Nov 23 18:58 ../drivers/igb/module -> ../../../../module/igb'
  ])
  const files = parsePathLines(['/sys/module/ice/version:1.14.13', '/sys/module/ice/taint:OE'])

  it('knows an out-of-tree module that is loaded by its taint', () => {
    expect(parseModules(links, files, []).modules).toEqual([
      { name: 'ice', version: '1.14.13', isOutOfTree: true, isLoaded: true, isVfDriver: false },
      { name: 'igb', version: null, isOutOfTree: false, isLoaded: true, isVfDriver: false }
    ])
  })

  it('knows one that is only installed by what modinfo does not say', () => {
    expect(
      parseModinfo([
        'filename:       /lib/modules/6.1.0/updates/dkms/iavf.ko',
        'version:        4.13.3',
        'name:           iavf',
        'filename:       /lib/modules/6.1.0/kernel/drivers/net/ethernet/intel/igbvf/igbvf.ko.xz',
        'intree:         Y',
        'filename:       (builtin)',
        'name:           nvme'
      ])
    ).toEqual([
      { name: 'iavf', version: '4.13.3', isOutOfTree: true, isLoaded: false, isVfDriver: true },
      { name: 'igbvf', version: null, isOutOfTree: false, isLoaded: false, isVfDriver: true },
      { name: 'nvme', version: null, isOutOfTree: false, isLoaded: true, isVfDriver: true }
    ])
  })
})
