import { describe, expect, it } from 'vitest'
import { compareVersions, isInRange, isVersionRange, versionNumbers } from './version.ts'

describe('version order', () => {
  it.each([
    ['2.10.19.82', [2, 10, 19, 82]],
    ['24.04-0.6.6', [24, 4, 0, 6, 6]],
    ['5.1.0-k', [5, 1, 0]],
    ['2.22.20_dirty', [2, 22, 20]],
    ['6.12.0-55.9.1.el10_0', [6, 12, 0, 55, 9, 1]],
    ['6.8.0-88-generic', [6, 8, 0, 88]],
    ['1.10.1-216.0.416.1', [1, 10, 1, 216, 0, 416, 1]],
    ['9.55 0x8000fdf4 1.3862.0', [9, 55]],
    ['0x61bf0001', []],
    ['', []]
  ])('reads %j as %j', (text, numbers) => {
    expect(versionNumbers(text)).toEqual(numbers)
  })

  it('takes a missing number for 0 and compares as numbers, not as text', () => {
    expect(compareVersions('1.4', '1.4.0')).toBe(0)
    expect(compareVersions('1.10', '1.9')).toBeGreaterThan(0)
    expect(compareVersions('4.0.1', '4.5.3')).toBeLessThan(0)
  })
})

describe('ranges', () => {
  it.each([
    ['1.4.11', '>=1.4 <2', true],
    ['2.0', '>=1.4 <2', false],
    ['1.0', '<1.0', false],
    ['6.1.0-56-amd64', '>=6.1 <6.2', true],
    ['-1', '<0', true],
    ['0', '<0', false],
    ['9000', '>1500', true],
    ['1500', '>1500', false]
  ])('%j in %j is %j', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected)
  })

  it('tells a range from other text', () => {
    expect(isVersionRange('>=1.4 <2')).toBe(true)
    expect(isVersionRange('>=1.4 or so')).toBe(false)
    expect(isVersionRange('1.4')).toBe(false)
    expect(isVersionRange('>=')).toBe(false)
  })
})
