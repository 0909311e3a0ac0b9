import { describe, expect, it } from 'vitest'
import { className, classOf, isPciBridge } from './class-code.ts'

describe('classOf', () => {
  it.each([
    [0x020000, 'network', 'Ethernet controller'],
    [0x020700, 'network', 'InfiniBand controller'],
    [0x0c0600, 'network', 'InfiniBand controller'],
    [0x010802, 'nvme', 'NVMe controller'],
    [0x010601, 'storage', 'SATA controller'],
    [0x010000, 'storage', 'SCSI controller'],
    [0x030200, 'display', '3D controller'],
    [0x120000, 'accelerator', 'Processing accelerator'],
    [0x0b4000, 'accelerator', 'Co-processor'],
    [0x060400, 'bridge', 'PCI bridge'],
    [0x060000, 'bridge', 'Host bridge'],
    [0x0c0330, 'other', 'USB controller'],
    [0x020600, 'network', 'Network controller'],
    [0x00ff00, 'other', 'class 00ff']
  ])('%i', (code, expected, name) => {
    expect(classOf(code)).toBe(expected)
    expect(className(code)).toBe(name)
  })

  it('takes only PCI-to-PCI bridges for bridges with a bus behind them', () => {
    expect([0x060400, 0x060401, 0x060000, 0x060100, 0x068000].map(isPciBridge)).toEqual([
      true,
      true,
      false,
      false,
      false
    ])
  })
})
