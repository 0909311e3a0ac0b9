/** What happens to a packet at a stop, and why it takes as long as it does: for people who see it the first time. */
import type { ResourceKind } from '#shared/simulate/types.ts'
import type { NoTime, PathStop } from './packet-path.ts'
import { timeWords } from './what-if-text.ts'

/** Explanation of one stop. */
export interface StopWords {
  /** What is done there. */
  readonly what: string
  /** Where its time comes from, or why it has none. */
  readonly why: string
  /** What passes after it before the next stop; empty = nothing. */
  readonly then: string
}

const guest =
  'The guest handles a descriptor and a buffer: its stack or its poll-mode driver puts them into a ring, or takes them out.'
const queue = 'The function’s queues take packets in turn; other VFs have queues of their own.'
const wire = 'Every bit of the frame, with preamble and gap, one after the other at the speed of the link.'
const vhost =
  'A kernel thread of the host copies the packet between the guest’s ring and the host’s network stack, and carries it through the switch there.'
const switchCore =
  'A core of the host that does nothing else polls the guest’s ring, looks the flow up and copies the packet.'
const port = 'The packet engine of the port, shared by all its functions. The embedded switch is here.'
const limit = 'The NIC lets the function send no faster than its max_tx_rate.'
const memory =
  'The packet’s bytes are read from or written to the memory of the NUMA node, by copies and by DMA.'
const iommu =
  'The function names guest addresses. The IOMMU translates them to host memory, and stops what is not this guest’s.'

/** What is done, outwards and inwards. */
const whats: Readonly<Record<ResourceKind, readonly [outward: string, inward: string]>> = {
  'guest-core': [guest, guest],
  demand: [guest, guest],
  'vhost-thread': [vhost, vhost],
  'switch-core': [switchCore, switchCore],
  memory: [memory, memory],
  'iommu-walker': [iommu, iommu],
  'pcie-up': [
    'Towards the host: the NIC asks for descriptors and for the packet, and writes back what it has sent.',
    'Towards the host: the packet is written into a buffer, then its descriptor.'
  ],
  'pcie-down': [
    'Towards the device: doorbells, descriptors, and the packet itself as completions of the reads.',
    'Towards the device: free receive buffers, which the NIC fetches before it may write.'
  ],
  'queue-rate': [queue, queue],
  'rate-limit': [limit, limit],
  'port-rate': [port, port],
  'wire-out': [wire, wire],
  'wire-in': [wire, wire]
}

const tlps = 'its bytes at the speed of the link; every TLP has 20 to 24 B around what it carries'
const works: Readonly<Record<ResourceKind, string>> = {
  'guest-core': 'cycles of the VM’s cores for one packet',
  demand: 'cycles of the VM’s cores for one packet',
  'vhost-thread': 'cycles of one core: copy, wake-ups, flow table',
  'switch-core': 'cycles of the switch cores: fewer where the flow is in the cache',
  memory: 'its bytes, as often as they are moved, at the memory’s bandwidth',
  'iommu-walker': 'page walks: more memory is in use than the IOTLB has entries for',
  'pcie-up': tlps,
  'pcie-down': tlps,
  'queue-rate': 'one packet at the queues’ rate, whatever its size',
  'rate-limit': 'the packet’s bits at the limit',
  'port-rate': 'one packet at the engine’s rate, whatever its size',
  'wire-out': 'its bits at the speed of the link, with 20 B of preamble and gap',
  'wire-in': 'its bits at the speed of the link, with 20 B of preamble and gap'
}

const noTimes: Readonly<Record<NoTime, string>> = {
  'iotlb-hit': 'No time: the pages are in the IOTLB. With 4 KiB pages and large rings they would not all be.',
  'no-translation': 'No time: guest memory is not translated in this scenario.'
}

/** Time that keeps nobody busy: of a DMA, or of what lies between guest and device. */
function thenWords({ resource, doneNs, endNs }: PathStop): string {
  if (endNs - doneNs < 0.5) return ''
  const reason =
    resource === 'pcie-up' || resource === 'pcie-down' || resource === 'iommu-walker'
      ? 'the latency of the DMA itself'
      : 'half of the latency that was measured through a VM at low load (rings, polling, wake-ups), and the wait for an interrupt where there is one'
  return `Then ${timeWords(endNs - doneNs)} pass in which nothing is busy: ${reason}.`
}

/** Words of a stop. The resource's own label holds its capacity. */
export function stopWords(stop: PathStop): StopWords {
  const { resource, isInward, noTime, waitNs, workNs, label } = stop
  const what = whats[resource][isInward ? 1 : 0]
  if (noTime !== null) return { what, why: noTimes[noTime], then: '' }
  const ahead = Math.round(waitNs / Math.max(1, workNs))
  const waits =
    waitNs <= 0
      ? ''
      : ` Before that it waits ${timeWords(waitNs)}${ahead > 0 ? `, as long as ${ahead} such ${ahead === 1 ? 'packet takes' : 'packets take'}` : ''}.`
  return {
    what,
    why: `${timeWords(workNs)}: ${works[resource]} (${label ?? ''}).${waits}`,
    then: thenWords(stop)
  }
}
