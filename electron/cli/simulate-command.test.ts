import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { IPERF3, TESTPMD } from '#shared/simulate/measurements/test-outputs.ts'
import {
  reportSchema,
  type ReportFile,
  type SingleReportFile
} from '#shared/simulate/schema/report-schema.ts'
import { testFolder, vflab } from './test-vflab.ts'

const EXAMPLES = 'docs/examples/scenarios'
const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'))
const layout = join(EXAMPLES, 'layout.json')

const fileOf = (content: string, name = 'file.json'): string => {
  const path = join(testFolder(), name)
  writeFileSync(path, content)
  return path
}

const scenario = (body: object): string => JSON.stringify({ schemaVersion: 1, scenario: body })

const reportOf = (stdout: string): ReportFile => v.parse(reportSchema, JSON.parse(stdout))

const singleOf = (stdout: string): SingleReportFile => {
  const file = reportOf(stdout)
  if (file.mode === 'sweep') throw new Error('a sweep')
  return file
}

describe('simulate', () => {
  test.concurrent.each(examples)('%s is estimated, for people and for programs', async (name) => {
    const path = join(EXAMPLES, name)
    const [text, json] = await Promise.all([vflab(['simulate', path]), vflab(['simulate', path, '--json'])])
    expect(text).toMatchObject({ status: 0, stderr: '' })
    expect(json).toMatchObject({ status: 0, stderr: '' })
    const file = reportOf(json.stdout)
    const kinds = file.mode === 'sweep' ? file.steps.map(({ report }) => report.kind) : [file.report.kind]
    // Layouts have several examples.
    for (const kind of kinds) expect(name.replace('.json', '').startsWith(kind)).toBe(true)
    expect(file.mode).toBe(name === 'layout-sweep.json' ? 'sweep' : 'estimate')
    expect(text.stdout.split('\n')[0]).toBe(file.title)
    expect(text.stdout).not.toMatch(/NaN|Infinity|undefined|null/)
  })

  test('of a layout tells each VM what limits it, and what comes next', async () => {
    const { stdout } = await vflab(['simulate', layout])
    expect(stdout).toMatch(/^VM +PORT +GBIT\/S +MPPS +HOST CORES +P50 US +P99 US +LIMITED BY +NEXT$/m)
    expect(stdout).toMatch(/^limited .* rate limit of the VF, 2000 Mb\/s +wire of /m)
    expect(stdout).toMatch(/^wire of .* wire-out +100 %$/m)
  })

  test('as a run is the same for the same seed, and agrees with the estimate', async () => {
    const run = (seed: string) => vflab(['simulate', layout, '--mode', 'run', '--seed', seed, '--json'])
    const [first, again, other, estimate] = await Promise.all([
      run('7'),
      run('7'),
      run('8'),
      vflab(['simulate', layout, '--json'])
    ])
    expect(first.stdout).toBe(again.stdout)
    expect(first.stdout).not.toBe(other.stdout)
    const ran = singleOf(first.stdout)
    const estimated = singleOf(estimate.stdout)
    if (ran.report.kind !== 'run' || estimated.report.kind !== 'layout') throw new Error('other reports')
    expect(ran.report.totalGbps / estimated.report.totalGbps).toBeCloseTo(1, 1)
    for (const { sent, received, dropped, inFlight } of ran.report.flows)
      expect(sent).toBe(received + dropped + inFlight)
  })

  test('says before a long run how long it takes, and Ctrl-C ends it', async () => {
    const args = ['tools/run.mjs', 'electron/cli/vflab.ts', 'simulate', layout, '--mode', 'run']
    const child = spawn(process.execPath, [...args, '--duration', '60000'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe']
    })
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
    const said = await new Promise<string>((resolve) =>
      child.stderr.once('data', (data) => resolve(String(data)))
    )
    expect(said).toMatch(
      /^this run moves about [\d.e+]+ frames, which takes \d+ (s|min|h) to \d+ (min|h); Ctrl-C ends it/
    )
    // What a terminal does: the signal goes to the whole group.
    process.kill(-(child.pid ?? 0), 'SIGINT')
    expect(await ended).toEqual({ code: null, signal: 'SIGINT' })
  })

  test('of a sweep has a line for every value and VM, estimated or run', async () => {
    const path = join(EXAMPLES, 'layout-sweep.json')
    const [estimated, ran, measured] = await Promise.all([
      vflab(['simulate', path]),
      vflab(['simulate', path, '--mode', 'run', '--duration', '1', '--json']),
      vflab(['simulate', path, '--measured', fileOf(IPERF3)])
    ])
    expect(estimated.stdout).toMatch(/^FRAMEBYTES +VM +GBIT\/S/m)
    expect(estimated.stdout).toMatch(/^imix +virtio /m)
    const file = reportOf(ran.stdout)
    if (file.mode !== 'sweep') throw new Error('no sweep')
    expect(file).toMatchObject({ by: 'run', path: 'hosts.*.vms.*.functions.*.traffic.frameBytes' })
    expect(file.steps.map(({ value, report }) => [value, report.kind])).toEqual(
      [64, 256, 1518, 'imix'].map((value) => [value, 'run'])
    )
    expect(measured.status).toBe(2)
  })

  test('a run says latencies to people, too', async () => {
    const { status, stdout } = await vflab([
      'simulate',
      layout,
      '--mode',
      'run',
      '--duration',
      '1',
      '--warm-up',
      '0'
    ])
    expect(status).toBe(0)
    expect(stdout).toMatch(/MEAN US +P50 +P99 +P99\.9 +P99\.99/)
  })

  test('reads stdin for -', async () => {
    const input = readFileSync(join(EXAMPLES, 'routing-id.json'), 'utf8')
    const { status, stdout } = await vflab(['simulate', '-'], { input })
    expect(status).toBe(0)
    expect(stdout).toContain('0000:06:10.0')
  })

  test('says which inputs were taken beyond their range', async () => {
    const input = JSON.stringify({
      schemaVersion: 1,
      scenario: { kind: 'vf-creation', driver: 'i40e', vfs: 10 },
      parameters: { 'ctrl.i40eVf': 3 }
    })
    const { stdout } = await vflab(['simulate', '-'], { input })
    expect(stdout).toMatch(/^note: ctrl\.i40eVf is 3 s\/VF, outside of 0\.1 to 1: extrapolated$/m)
  })
})

describe('what is no scenario', () => {
  test.each([
    ['no JSON', '{', /^vflab: stdin: the file is not JSON: /],
    ['nothing', '', /^vflab: stdin: the file is not JSON: /],
    [
      'another version',
      '{"schemaVersion":2,"scenario":{"kind":"flr","function":"vf"}}',
      /stdin: schemaVersion: /
    ],
    ['an unknown kind', scenario({ kind: 'teleport' }), /stdin: scenario\.kind: .*received "teleport"/],
    [
      'a bad value',
      scenario({ kind: 'vf-creation', driver: 'e1000', vfs: 2 }),
      /stdin: scenario\.driver: .*"e1000"/
    ],
    ['a key too many', scenario({ kind: 'flr', function: 'vf', when: 1 }), /stdin: scenario\.when: /],
    [
      'a bad value deep inside',
      scenario({
        kind: 'layout',
        hosts: [{ id: 'h', coreGhz: -1, iommuPageBytes: null, switchCores: 0, ports: [], vms: [] }]
      }),
      /stdin: scenario\.hosts\.0\.coreGhz: .*-1/
    ],
    [
      'a port that is not there',
      scenario({
        kind: 'layout',
        hosts: [
          {
            id: 'h',
            coreGhz: 2,
            iommuPageBytes: null,
            switchCores: 0,
            ports: [],
            vms: [
              {
                id: 'vm',
                vcpus: 1,
                functions: [
                  {
                    port: 'p9',
                    method: 'sriov',
                    backend: 'vhost-net',
                    traffic: {
                      direction: 'out',
                      frameBytes: 64,
                      offeredMpps: null,
                      style: 'frames',
                      flows: 1
                    },
                    maxMbps: 0,
                    minMbps: 0,
                    weight: 1
                  }
                ]
              }
            ]
          }
        ]
      }),
      /functions\.0\.port: "p9" is not a port of host "h", which has none/
    ],
    [
      'text that a terminal would obey',
      scenario({ kind: 'flr', function: '\u001b[2Jvf' }),
      /^[^\u001b]*scenario\.function[^\u001b]*$/
    ]
  ])('%s ends with status 3 and the place', async (_what, input, message) => {
    const { status, stdout, stderr } = await vflab(['simulate', '-', '--json'], { input })
    expect(stderr).toMatch(message)
    expect(status).toBe(3)
    expect(stdout).toBe('')
  })
})

test.each([
  ['nothing to do', []],
  ['two things to do', [layout, '--validate']],
  ['a file that is not there', ['/nonexistent.json']],
  ['a mode that is none', [layout, '--mode', 'walk']],
  ['a seed that is none', [layout, '--seed', '-1']],
  ['no duration', [layout, '--mode', 'run', '--duration', '0']],
  ['a run of one mechanism', [join(EXAMPLES, 'flr.json'), '--mode', 'run']],
  ['a fit to nothing', [layout, '--fit']],
  ['a schema that is none', ['--schema', 'plan']]
])('%s is wrong usage', async (_what, args) => {
  const { status, stdout, stderr } = await vflab(['simulate', ...args])
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).not.toBe('')
})

describe('simulate --validate', () => {
  test('prints published and predicted values, and all are within', async () => {
    const { status, stdout } = await vflab(['simulate', '--validate'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^row +topic +scenario +published +predicted +error +tolerance$/m)
    expect(stdout).toMatch(/^43 +ovs +OVS-DPDK, 64 B, 10 flows +4\.727 +4\.727 +[-\d.]+ % +5\.0 % +within$/m)
    expect(stdout).toMatch(/\d+ published values, 0 outside their tolerance/)
  })

  test('ends with status 1 where a row is out', async () => {
    const preset = { schemaVersion: 1, kind: 'vflab-preset', parameters: { 'ovsDpdk.flows10': 400 } }
    const args = ['simulate', '--validate', '--parameters', fileOf(JSON.stringify(preset))]
    const [text, json] = await Promise.all([vflab(args), vflab([...args, '--json'])])
    expect(text.status).toBe(1)
    expect(text.stdout).toMatch(/^43 .* OUTSIDE$/m)
    expect(json.status).toBe(1)
    const { rows, outside } = JSON.parse(json.stdout) as {
      rows: { row: number; isWithin: boolean }[]
      outside: number
    }
    expect(rows.filter((row) => !row.isWithin)).toHaveLength(outside)
    expect(rows.find((row) => !row.isWithin)?.row).toBe(43)
  })
})

test('simulate --list-presets has NICs, CPUs, drives and inputs, with their sources', async () => {
  const [text, json] = await Promise.all([
    vflab(['simulate', '--list-presets']),
    vflab(['simulate', '--list-presets', '--json'])
  ])
  expect(text.stdout).toMatch(/^nic +xl710 .*31\.5 Mpps a port.*TRex/m)
  expect(text.stdout).toMatch(/^input +iommu\.readWalk /m)
  const { presets } = JSON.parse(json.stdout) as { presets: { kind: string }[] }
  expect(new Set(presets.map(({ kind }) => kind))).toEqual(new Set(['nic', 'cpu', 'drive', 'input']))
})

test('simulate --schema prints the documents of docs/schemas', async () => {
  for (const name of ['scenario', 'report']) {
    const { stdout } = await vflab(['simulate', '--schema', name])
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8')))
  }
})

describe('simulate --measured', () => {
  const vms = join(EXAMPLES, 'vms-on-port.json')

  test('lays a measurement beside the prediction', async () => {
    const args = ['simulate', vms, '--measured', fileOf(IPERF3)]
    const [text, json] = await Promise.all([vflab(args), vflab([...args, '--json'])])
    expect(text.stdout).toMatch(
      /^iperf3: 4 TCP streams, client to server +throughput, payload +9\.407 +Gb\/s +9\.493 .* \+0\.9 % +yes$/m
    )
    expect(singleOf(json.stdout).comparisons).toMatchObject([
      { measured: { source: 'iperf3', unit: 'Gb/s' }, predicted: { layer: 'payload' }, isInRange: true }
    ])
  })

  test('has a place in a run as well', async () => {
    const path = fileOf(TESTPMD, 'port-stats.txt')
    const { stdout } = await vflab(['simulate', layout, '--mode', 'run', '--measured', path, '--json'])
    expect(singleOf(stdout).comparisons?.[0]).toMatchObject({ predicted: { metric: 'frame-rate' } })
  })

  test('fits a preset with which the scenario gives what was measured', async () => {
    const vf = fileOf(
      scenario({ kind: 'frame-rate', nic: 'e810', method: 'sriov', frameBytes: 64, ports: 1, queues: 2 })
    )
    const measured = fileOf(TESTPMD, 'port-stats.txt')
    const fitted = await vflab(['simulate', vf, '--measured', measured, '--fit'])
    expect(fitted.status).toBe(0)
    expect(fitted.stderr).toMatch(/29\.75 Mpps \(testpmd, 2 ports, sent\); predicted 63\.80, now 29\.75/)
    const preset = fileOf(fitted.stdout)
    const { stdout } = await vflab(['simulate', vf, '--parameters', preset, '--measured', measured, '--json'])
    expect(singleOf(stdout).comparisons?.[0]?.error).toBeCloseTo(0, 4)
  })

  test('says why nothing was fitted', async () => {
    const { status, stderr } = await vflab(['simulate', vms, '--measured', fileOf(IPERF3), '--fit'])
    expect(status).toBe(1)
    expect(stderr).toContain('nothing was fitted: VFs fill the port')
  })

  test('refuses what no tool wrote', async () => {
    const { status, stderr } = await vflab(['simulate', vms, '--measured', fileOf('9.4 Gbit/s, I think')])
    expect(status).toBe(3)
    expect(stderr).toContain('neither the JSON of iperf3')
  })

  test('refuses a preset with an input that the model does not have', async () => {
    const preset = fileOf('{"schemaVersion":1,"kind":"vflab-preset","parameters":{"warp.factor":9}}')
    const { status, stderr } = await vflab(['simulate', vms, '--parameters', preset])
    expect(status).toBe(3)
    expect(stderr).toContain('parameters.warp.factor: not the name of an input')
  })
})
