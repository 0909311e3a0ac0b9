/** Small layouts for tests: two hosts with two 10 Gb/s ports each, and VMs as a test wants them. */
import type { LayoutFunction, LayoutHost, LayoutScenario, LayoutVm, Traffic } from './layout.ts'

/** Greedy full frames, VM to wire. */
const GREEDY: Traffic = {
  direction: 'out',
  frameBytes: 1518,
  offeredMpps: null,
  style: 'stream',
  flows: 1
}

/** A function that sends nothing by itself: others send to it, or through it. */
export const SILENT: Partial<Traffic> = { offeredMpps: 0 }

/** A VF of port `p0`, with changes of its own and of its traffic. */
export const testVf = (
  changes: Partial<LayoutFunction> = {},
  traffic: Partial<Traffic> = {}
): LayoutFunction => ({
  port: 'p0',
  method: 'sriov',
  backend: 'vhost-net',
  traffic: { ...GREEDY, ...traffic },
  maxMbps: 0,
  minMbps: 0,
  weight: 1,
  ...changes
})

/** A VM with its functions. */
export const testVm = (
  id: string,
  functions: readonly LayoutFunction[],
  changes: Partial<LayoutVm> = {}
): LayoutVm => ({ id, vcpus: 1, functions, ...changes })

/** A host with ports `p0` and `p1` of one 82599. */
export const testLayoutHost = (
  id: string,
  vms: readonly LayoutVm[],
  changes: Partial<LayoutHost> = {}
): LayoutHost => ({
  id,
  coreGhz: 2.6,
  iommuPageBytes: 2 ** 21,
  switchCores: 0,
  ports: [0, 1].map((n) => ({
    id: `p${n}`,
    label: `${id} port ${n}`,
    nic: '82599',
    wireGbps: 10,
    link: { generation: 2, lanes: 8, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
    linkNumber: 0
  })),
  vms,
  ...changes
})

/** A layout of these hosts. */
export const testLayout = (...hosts: readonly LayoutHost[]): LayoutScenario => ({ kind: 'layout', hosts })
