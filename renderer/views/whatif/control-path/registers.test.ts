import { expect, it } from 'vitest'
import { createSystem } from '#shared/emulate/system.ts'
import { registerRows } from './registers.ts'
import { defaultSystem, nicOptions } from './system-config.ts'

const at = (rows: ReturnType<typeof registerRows>, owner: string, name: string): string =>
  rows.find((row) => row.owner === owner && row.name === name)?.words ?? 'no such register'

it.each(nicOptions.map(({ value }) => value))('VFs come with NumVFs and VF Enable on a %s', (nic) => {
  const system = createSystem({ ...defaultSystem, nic })
  expect(at(registerRows(system), 'PF', 'NumVFs')).toBe('0')
  expect(at(registerRows(system), 'VF 0', 'Command')).toBe('no such register')
  system.do({ kind: 'write-numvfs', numVfs: 2 })
  const rows = registerRows(system)
  expect(at(rows, 'PF', 'NumVFs')).toBe('2')
  expect(at(rows, 'PF', 'SR-IOV Control')).toBe('VF_ENABLE | VF_MEMORY_SPACE_ENABLE | ARI_CAPABLE_HIERARCHY')
  expect(at(rows, 'VF 1', 'Vendor ID')).toContain('all ones')
})

it('a VF masters the bus once its driver has it, and no more when it is gone', () => {
  const system = createSystem(defaultSystem)
  system.do({ kind: 'write-numvfs', numVfs: 1 })
  expect(at(registerRows(system), 'VF 0', 'Command')).toBe('nothing set')
  system.do({ kind: 'assign', vf: 0, vm: 'vm1' })
  expect(at(registerRows(system), 'VF 0', 'Command')).toBe('BUS_MASTER')
  system.do({ kind: 'pf-flr' })
  expect(at(registerRows(system), 'VF 0', 'Command')).toBe('nothing set')
})
