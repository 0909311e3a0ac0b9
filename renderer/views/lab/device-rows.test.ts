import { describe, expect, it } from 'vitest'
import { at, E810_PORT, testBridge, testFunction, testHost, testPf } from '#shared/inventory/test-host.ts'
import { deviceRows, FOLD_ABOVE_VFS, type DeviceRow, type DeviceRowOptions } from './device-rows.ts'

const options: DeviceRowOptions = { isSriovOnly: false, text: '', flipped: new Set() }
const outline = (rows: readonly DeviceRow[]): readonly string[] =>
  rows.map((row) => `${'  '.repeat(row.level - 1)}${row.kind === 'vfs' ? `${row.vfs.length} x` : row.key}`)

const bridge = testBridge('0000:00:02.0')
const below = { ...E810_PORT, parent: bridge.address }
const few = testHost([bridge, testPf('0000:3b:00.0', { ...below, vfs: 2 })])
const many = testHost([bridge, testPf('0000:3b:00.0', { ...below, vfs: 64 }), testFunction('0000:80:00.0')])

describe('the device tree', () => {
  it('hangs functions below their bridge and VFs below their PF', () => {
    expect(outline(deviceRows(few, options))).toEqual([
      '0000:00:02.0',
      '  0000:3b:00.0',
      '    0000:3b:10.0',
      '    0000:3b:10.2'
    ])
  })

  it('shows many VFs as one line, which opens', () => {
    expect(outline(deviceRows(many, options))).toEqual([
      '0000:00:02.0',
      '  0000:3b:00.0',
      '    64 x',
      '0000:80:00.0'
    ])
    const open = deviceRows(many, { ...options, flipped: new Set(['0000:3b:00.0/vfs']) })
    expect(open.length).toBe(4 + 64)
  })

  it('folds only where there are more than can be read at a glance', () => {
    const host = testHost([testPf('0000:3b:00.0', { ...E810_PORT, vfs: FOLD_ABOVE_VFS })])
    expect(deviceRows(host, options).length).toBe(1 + FOLD_ABOVE_VFS)
  })

  it('closes a branch', () => {
    expect(outline(deviceRows(few, { ...options, flipped: new Set(['0000:00:02.0']) }))).toEqual([
      '0000:00:02.0'
    ])
  })

  it('keeps the bridges above SR-IOV devices and leaves the rest out', () => {
    const rows = deviceRows(many, { ...options, isSriovOnly: true })
    expect(outline(rows)).toEqual(['0000:00:02.0', '  0000:3b:00.0', '    64 x'])
  })

  it('opens what a search finds, whatever was closed', () => {
    const rows = deviceRows(many, { ...options, text: '3b:10.0', flipped: new Set(['0000:00:02.0']) })
    expect(outline(rows)).toEqual(['0000:00:02.0', '  0000:3b:00.0', '    1 x', '      0000:3b:10.0'])
    expect(outline(deviceRows(few, { ...options, text: 'ice' }))).toEqual(['0000:00:02.0', '  0000:3b:00.0'])
    expect(deviceRows(few, { ...options, text: 'no such thing' })).toEqual([])
  })

  it('shows a function whose bridge was not read at the root', () => {
    const orphan = testHost([testFunction('0000:3b:00.0', { parent: at('0000:00:1c.0') })])
    expect(outline(deviceRows(orphan, options))).toEqual(['0000:3b:00.0'])
  })
})
