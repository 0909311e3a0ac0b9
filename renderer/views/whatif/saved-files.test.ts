import { describe, expect, it } from 'vitest'
import { parsePresetFile } from '#shared/simulate/scenario/preset-file.ts'
import { parseScenarioFile } from '#shared/simulate/scenario/scenario-file.ts'
import { oneVm } from '#shared/simulate/what-if/test-scenario.ts'
import { eventsWithNames, fileNameOf, savedPreset, savedScenario, withNames } from './saved-files.ts'

const down = { kind: 'link-down', host: 'host', port: 'port', atNs: 5, durationNs: 9 } as const

describe('a question as a file', () => {
  it('is read back with title and inputs', () => {
    const { name, content } = savedScenario(oneVm(), {
      title: '2 VMs on ens3f0, SR-IOV',
      parameters: { 'nic.portMpps': 5 },
      run: { seed: 7, events: eventsWithNames([down], oneVm(), new Map()) }
    })
    expect(name).toBe('2-vms-on-ens3f0-sr-iov.json')
    const parsed = parseScenarioFile(content)
    expect(parsed.ok && parsed.value).toMatchObject({
      title: '2 VMs on ens3f0, SR-IOV',
      scenario: oneVm(),
      parameters: { 'nic.portMpps': 5 },
      run: { seed: 7, events: [down] }
    })
    const named = eventsWithNames([down], oneVm(), new Map([['host', 'lab-a1']]))
    expect(named).toEqual([{ ...down, host: 'lab-a1' }])
  })

  it('keeps the sweep of the file that it was opened from', () => {
    const text = JSON.stringify({
      schemaVersion: 1,
      scenario: { kind: 'vf-creation', driver: 'i40e', vfs: 10 },
      sweep: { path: 'vfs', values: [1, 8, 64] }
    })
    const parsed = parseScenarioFile(text)
    if (!parsed.ok || parsed.value.sweep === null) throw new Error('no sweep')
    const { scenario, sweep } = parsed.value
    const saved = savedScenario(scenario, { title: 'VFs', sweep })
    expect(JSON.parse(saved.content)).toEqual({ ...JSON.parse(text), title: 'VFs' })
  })

  it('has a name that every file system takes', () => {
    expect(fileNameOf('../ä/0000:3b:00.0 (x)')).toBe('0000-3b-00.0-x')
    expect(fileNameOf('ü')).toBe('scenario')
    expect(fileNameOf('a'.repeat(200))).toHaveLength(80)
  })

  it('has the names of VMs and hosts, except where two would be the same', () => {
    const layout = oneVm()
    const [host] = layout.hosts
    if (host === undefined) throw new Error('no host')
    const [vm] = host.vms
    if (vm === undefined) throw new Error('no VM')
    const two = { ...layout, hosts: [{ ...host, vms: [vm, { ...vm, id: 'b' }] }] }
    const named = withNames(
      two,
      new Map([
        ['vm', 'web1'],
        ['b', 'db1']
      ]),
      new Map([['host', 'lab-a1']])
    )
    expect(named.hosts.map(({ id, vms }) => [id, ...vms.map((each) => each.id)])).toEqual([
      ['lab-a1', 'web1', 'db1']
    ])
    const twins = withNames(
      two,
      new Map([
        ['vm', 'web'],
        ['b', 'web']
      ]),
      new Map()
    )
    expect(twins.hosts[0]?.vms.map(({ id }) => id)).toEqual(['vm', 'b'])
  })

  it('of peers stays true: who sends to whom is renamed with them', () => {
    const layout = oneVm()
    const sending = {
      ...layout,
      hosts: layout.hosts.map((host) => ({
        ...host,
        vms: host.vms.flatMap((vm) => [
          {
            ...vm,
            functions: vm.functions.map((fn) => ({ ...fn, traffic: { ...fn.traffic, to: { vm: 'b' } } }))
          },
          { ...vm, id: 'b' }
        ])
      }))
    }
    const named = withNames(sending, new Map([['b', 'db1']]), new Map())
    expect(named.hosts[0]?.vms[0]?.functions[0]?.traffic.to).toEqual({ vm: 'db1' })
  })

  it('of a preset is read back', () => {
    const parsed = parsePresetFile(savedPreset('lab-a1', { 'nic.portMpps': 5 }).content)
    expect(parsed.ok && parsed.value).toEqual({ 'nic.portMpps': 5 })
  })
})
