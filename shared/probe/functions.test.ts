import { describe, expect, it } from 'vitest'
import type { SnapshotFunction } from '../snapshot/types.ts'
import { parseFunctions } from './functions.ts'
import { parseListing } from './links.ts'

/** A function from lines of `pci` (attribute:value) and of `ls -ldn` (name -> target). */
function read(
  attributes: readonly string[],
  links: readonly string[] = ['0000:01:00.0 -> ../../../devices/pci0000:00/0000:00:04.0/0000:01:00.0']
): SnapshotFunction | undefined {
  const ids = ['vendor:0x8086', 'device:0x10c9', 'class:0x020000']
  const lines = [...ids, ...attributes].map((one) => `0000:01:00.0/${one}`)
  const listing = parseListing(links.map((one) => `lrwxrwxrwx 1 0 0 0 Nov 23 18:57 ${one}`))
  return parseFunctions(new Map([['pci', { lines, notes: [] }]]), listing)[0]
}

/** The addresses of a function from lines of its file `resource`, each "NUMBER:START END FLAGS". */
function resources(...lines: readonly string[]): SnapshotFunction['resources'] | undefined {
  const pci = ['vendor:0x8086', 'device:0x10c9', 'class:0x020000'].map((one) => `0000:01:00.0/${one}`)
  const section = lines.map((line) => `0000:01:00.0/resource:${line}`)
  const output = new Map([
    ['pci', { lines: pci, notes: [] }],
    ['resources', { lines: section, notes: [] }]
  ])
  return parseFunctions(output, parseListing([]))[0]?.resources
}

describe('parseFunctions', () => {
  it('counts resources from line 1, which is BAR 0, and passes over a line 0 that no tool prints', () => {
    const range = '0x00000000fe800000 0x00000000fe81ffff 0x000000000014220c'
    expect(resources(`1:${range}`, `8:${range}`)?.map(({ index }) => index)).toEqual([0, 7])
    expect(resources(`0:${range}`, `00:${range}`)).toEqual([])
  })

  it('finds the bridge above in the path of the device', () => {
    expect(read([])?.parent).toBe('0000:00:04.0')
  })

  it.each([
    ['8.0 GT/s PCIe', 8],
    ['8 GT/s', 8],
    ['2.5 GT/s PCIe', 2.5],
    ['Unknown', null],
    ['Unknown speed', null]
  ])('reads the link speed %j', (text, speed) => {
    expect(read([`current_link_speed:${text}`, 'current_link_width:4'])?.link).toMatchObject({
      currentSpeedGTps: speed
    })
  })

  it.each([
    ['0', null],
    ['255', null],
    ['16', 16]
  ])('reads the link width %s', (text, width) => {
    expect(read([`current_link_width:${text}`, 'max_link_width:16'])?.link).toMatchObject({
      currentWidth: width
    })
  })

  it('shows no link where all of it is unknown', () => {
    expect(read(['current_link_speed:Unknown', 'current_link_width:0'])?.link).toBeNull()
  })

  it('does not say that there is no reset method on a kernel that lists none at all', () => {
    expect(read([])?.resetMethods.known).toBe(false)
    expect(read(['reset_method:flr bus'])?.resetMethods).toEqual({ known: true, value: ['flr', 'bus'] })
  })

  it('reads "(null)" as no override and -1 as no node', () => {
    expect(read(['driver_override:(null)', 'numa_node:-1'])).toMatchObject({
      driverOverride: { known: true, value: null },
      numaNode: { known: true, value: null }
    })
    expect(read([])).toMatchObject({ driverOverride: { known: false }, numaNode: { known: false } })
  })

  it('does not say that no driver is bound where links could not be listed', () => {
    expect(read([])?.driver).toEqual({ known: true, value: null })
    expect(read([], [])?.driver.known).toBe(false)
  })

  it('leaves out the VF whose link is not there yet', () => {
    const sriov = read(
      ['sriov_totalvfs:7', 'sriov_numvfs:2', 'sriov_vf_device:10ca'],
      ['0000:01:00.0/virtfn1 -> ../0000:01:10.2']
    )?.sriov
    expect(sriov).toMatchObject({
      numVfs: 2,
      vfs: [{ index: 1, address: '0000:01:10.2' }],
      offset: { known: false }
    })
  })

  it('takes no count that 16 bits do not hold', () => {
    expect(read(['sriov_totalvfs:7', 'sriov_numvfs:99999999'])?.sriov).toBeNull()
  })
})
