import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScenarioFile } from '#shared/simulate/scenario/scenario-file.ts'
import type { LayoutScenario } from '#shared/simulate/layout/layout.ts'
import { oneVm } from '#shared/simulate/what-if/test-scenario.ts'
import { fileGround, knobsOf } from './file-base-layouts.ts'
import { layoutOf } from '#shared/simulate/what-if/layout-of.ts'

function example(): LayoutScenario {
  const parsed = parseScenarioFile(readFileSync('docs/examples/scenarios/layout.json', 'utf8'))
  if (!parsed.ok || parsed.value.scenario.kind !== 'layout') throw new Error('not a layout')
  return parsed.value.scenario
}

describe('a layout out of a file', () => {
  it('is compared as it is, with all of it by each other way', () => {
    const ground = fileGround(example(), 'rack')
    expect([...(ground?.layouts.keys() ?? [])]).toEqual(['planned', 'sriov', 'direct', 'virtio'])
    expect(layoutOf(ground?.layouts.get('planned') ?? oneVm(), {})).toEqual(example())
    const methods = ground?.layouts.get('virtio')?.hosts[0]?.vms.map((vm) => vm.functions[0]?.method)
    expect(new Set(methods)).toEqual(new Set(['virtio']))
  })

  it('has its own way among the three where all VMs have the same', () => {
    const ground = fileGround(oneVm(), 'one')
    expect(ground?.planned).toBe('sriov')
    expect([...(ground?.layouts.keys() ?? [])]).toEqual(['sriov', 'direct', 'virtio'])
  })

  it('gives every function a port of its own where ports are given away whole', () => {
    const direct = fileGround(example(), 'rack')?.layouts.get('direct')?.hosts[0]
    const ports = direct?.vms.flatMap((vm) => vm.functions.map(({ port }) => port)) ?? []
    expect(new Set(ports).size).toBe(ports.length)
    for (const port of ports) expect(direct?.ports.map(({ id }) => id)).toContain(port)
  })

  it('is nothing to compare without VMs', () => {
    expect(fileGround({ kind: 'layout', hosts: [] }, 'empty')).toBeNull()
  })

  it('shows its own values in the fields, and which of them differ', () => {
    const { knobs, mixed } = knobsOf(example())
    expect(knobs).toMatchObject({ style: 'stream', frameBytes: 1518, direction: 'out' })
    expect(mixed).toEqual(new Set(['offeredMpps']))
    expect(knobsOf(oneVm(3)).knobs.offeredMpps).toBe(3)
    expect(knobsOf(oneVm()).mixed.size).toBe(0)
  })
})
