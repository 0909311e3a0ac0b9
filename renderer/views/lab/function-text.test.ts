import { expect, it } from 'vitest'
import { bitRate, cpuName, linkSpeed } from './function-text.ts'
import { memorySize } from '../../ui/format.ts'

it('writes figures as they are said', () => {
  expect(linkSpeed(16, 8)).toBe('16 GT/s x8')
  expect(linkSpeed(2.5, 1)).toBe('2.5 GT/s x1')
  expect(bitRate(25_000)).toBe('25 Gb/s')
  expect(bitRate(2500)).toBe('2.5 Gb/s')
  expect(bitRate(100)).toBe('100 Mb/s')
  expect(memorySize(131_072)).toBe('128 GiB')
  expect(memorySize(457)).toBe('457 MiB')
  expect(memorySize(1500)).toBe('1500 MiB')
  expect(memorySize(1536)).toBe('1.5 GiB')
  expect(memorySize(4200)).toBe('4.1 GiB')
})

it.each([
  ['Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz', 'Intel Xeon Gold 6338'],
  ['AMD EPYC 7543P 32-Core Processor', 'AMD EPYC 7543P 32-Core Processor'],
  ['QEMU TCG CPU version 2.5+', 'QEMU TCG CPU version 2.5+']
])('shortens %s', (model, name) => {
  expect(cpuName(model)).toBe(name)
})
