/** One read of the probe: a section of its output. The rules that each keeps are at the head of reads.ts. */
export interface Read {
  /** Section name in the output. */
  readonly name: SectionName
  /** What the section is for. */
  readonly why: string
  /** POSIX shell text. It may use `limit`, `note` and `need` of the prelude. */
  readonly shell: string
}

/** Names of all sections, in the order in which they are read. */
export const sectionNames = [
  'identity',
  'files',
  'tools',
  'firmware-tables',
  'pci',
  'resources',
  'links',
  'config',
  'names',
  'net-files',
  'net',
  'routes',
  'namespaces',
  'ovs',
  'rdma',
  'eswitch',
  'firmware',
  'modules',
  'mounts',
  'drives',
  'zfs',
  'vfio-users'
] as const

/** A section of the output. */
type SectionName = (typeof sectionNames)[number]
