import { describe, expect, it } from 'vitest'
import { explainPlanFileError, formatPlanFile, parsePlanFile } from './file.ts'
import { emptyPlan } from './plan.ts'

const PLAN = {
  schemaVersion: 1,
  id: 'p1',
  name: 'Rack 7',
  notes: '',
  pfs: [{ host: 'lab1', address: '0000:3b:00.0', numVfs: 4 }],
  vms: [{ id: 'web1', name: 'web1', host: 'lab1', vcpus: 2, memoryMiB: 2048, numaNode: null }],
  assignments: [{ function: { kind: 'vf', host: 'lab1', pf: '0000:3b:00.0', index: 0 }, vm: 'web1' }],
  vfs: [{ host: 'lab1', pf: '0000:3b:00.0', index: 0, settings: { vlan: 100 } }]
}

function explained(text: string): string {
  const parsed = parsePlanFile(text)
  if (parsed.ok) throw new Error('the file was accepted')
  return explainPlanFileError(parsed.error)
}

describe('parsePlanFile', () => {
  it('reads what people write by hand, in any order, with a byte order mark', () => {
    const shuffled = { ...PLAN, pfs: [{ host: 'lab1', address: '0000:5e:00.0', numVfs: 1 }, ...PLAN.pfs] }
    const parsed = parsePlanFile(`\uFEFF${JSON.stringify(shuffled)}`)
    expect(parsed.ok && parsed.value.pfs.map((pf) => pf.address)).toEqual(['0000:3b:00.0', '0000:5e:00.0'])
  })

  it.each([
    ['text', 'not a plan', /^This is not a plan file: it is not JSON/],
    ['another JSON', '[1, 2]', /no schemaVersion/],
    [
      'a plan of the future',
      JSON.stringify({ ...PLAN, schemaVersion: 2 }),
      /schemaVersion 2, this VF Lab reads up to 1/
    ],
    ['a plan of a version that never was', JSON.stringify({ ...PLAN, schemaVersion: 0 }), /no schemaVersion/]
  ])('says what is wrong with %s', (_what, text, message) => {
    expect(explained(text)).toMatch(message)
  })

  it.each([
    [
      'an address',
      { pfs: [{ ...PLAN.pfs[0], address: '3b:00.0; reboot' }] },
      'pfs[0].address is "3b:00.0; reboot"'
    ],
    ['a VM name', { vms: [{ ...PLAN.vms[0], name: '$(id)' }] }, 'vms[0].name is "$(id)"'],
    [
      'an unknown key',
      { vfs: [{ ...PLAN.vfs[0], settings: { vlan: 1, colour: 'red' } }] },
      'vfs[0].settings.colour'
    ],
    ['a VM that is not there', { vms: [] }, 'assignments[0].vm: there is no VM with the id web1'],
    ['a VM on another host', { vms: [{ ...PLAN.vms[0], host: 'lab2' }] }, 'assignments[0].function.host'],
    [
      'a function given twice',
      { assignments: [PLAN.assignments[0], PLAN.assignments[0]] },
      'is already in assignments[0]'
    ],
    [
      'a PF listed twice',
      { pfs: [PLAN.pfs[0], PLAN.pfs[0]] },
      'pfs[1]: PF 0000:3b:00.0 of host lab1 is already in pfs[0]'
    ]
  ])('names the path of %s', (_what, change, message) => {
    expect(explained(JSON.stringify({ ...PLAN, ...change }))).toContain(message)
  })

  it('shortens long values and long lists', () => {
    const pfs = Array.from({ length: 9 }, () => ({ ...PLAN.pfs[0], address: 'x'.repeat(5000) }))
    const message = explained(JSON.stringify({ ...PLAN, pfs }))
    expect(message).toContain('and 4 more')
    expect(message.length).toBeLessThan(1000)
  })

  it('upgrades step by step to the current version', () => {
    const { notes: _notes, ...older } = PLAN
    const parsed = parsePlanFile(JSON.stringify({ ...older, schemaVersion: -1 }), {
      [-1]: (json) => ({ ...json, comment: 'moved' }),
      0: ({ comment, ...json }) => ({ ...json, notes: comment })
    })
    expect(parsed.ok && parsed.value.notes).toBe('moved')
  })
})

describe('formatPlanFile', () => {
  it('writes a file that reads well in a diff', () => {
    const plan = emptyPlan({ id: 'p1', name: 'Rack 7' })
    expect(formatPlanFile(plan).split('\n').slice(0, 4)).toEqual([
      '{',
      '  "schemaVersion": 1,',
      '  "id": "p1",',
      '  "name": "Rack 7",'
    ])
    expect(formatPlanFile(plan).endsWith('}\n')).toBe(true)
  })
})
