import type { FunctionUsage, FunctionUse, UseDoubt } from './types.ts'

/** A use in a few words, the same everywhere: "running VM web1 (pid 4711)", "ens1f0 has 192.0.2.7/24". */
export function describeUse(use: FunctionUse): string {
  switch (use.kind) {
    case 'vm':
      return `running VM ${use.vm} (pid ${use.pid})`
    case 'vfio':
      return `${use.command} (pid ${use.pid}) through VFIO`
    case 'process':
      return `${use.command} (pid ${use.pid}) has ${use.node} open`
    case 'binder':
      return `${use.driver}: ${use.what}`
    case 'mounted':
      return `mounted at ${use.mountpoints.join(', ')}`
    case 'built-upon':
      return `${use.by} is built upon ${use.disk}`
    case 'carries-data':
      return `${use.disk} carries data (${use.content})`
    case 'addressed':
      return `${use.interface} has ${use.addresses.join(', ')}`
    case 'enslaved':
      return `${use.interface} belongs to ${use.master}`
    case 'stacked':
      return `${use.by}${use.type === null ? '' : ` (${use.type})`} stands on ${use.interface}`
    case 'elsewhere':
      return `${use.interface} is in ${use.where}`
    case 'watched':
      return `${use.how} on ${use.interface}`
    case 'rdma':
      return `RDMA device ${use.device}: ${use.what}`
    case 'console':
      return `console: ${use.what}`
    case 'management':
      return `management of this host runs over ${use.interface}`
  }
}

/** A doubt as a clause: "not known whether a process holds its VFIO device (needs root: the probe ran as ro)". */
export const describeDoubt = (doubt: UseDoubt): string => `not known ${doubt.what} (${doubt.reason})`

/** Uses and doubts in a few words each, uses first; empty for a free function. */
export const describeUsage = ({ uses, doubts }: FunctionUsage): readonly string[] => [
  ...uses.map(describeUse),
  ...doubts.map(describeDoubt)
]

/**
 * What is lost with a use, which decides what may cover it: a running guest or process, file systems in use, what a
 * drive carries, an interface, the console, or the way to the host itself.
 */
export type UseClass = 'guest' | 'process' | 'mounted' | 'drive' | 'interface' | 'console' | 'management'

/** The class of a use. */
export function classOfUse(use: FunctionUse): UseClass {
  switch (use.kind) {
    case 'vm':
    case 'vfio':
    case 'binder':
      return 'guest'
    case 'process':
    case 'rdma':
      return 'process'
    case 'mounted':
      return 'mounted'
    case 'built-upon':
    case 'carries-data':
      return 'drive'
    case 'addressed':
    case 'enslaved':
    case 'stacked':
    case 'elsewhere':
    case 'watched':
      return 'interface'
    case 'console':
      return 'console'
    case 'management':
      return 'management'
  }
}
