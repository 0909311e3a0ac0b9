/** What forms there are, apart from how they are written: help texts need no writer. The complete form comes first. */
export const ABOUT_FORMATS = {
  bash: {
    label: 'Shell script',
    scope: 'host',
    description:
      'Makes, sets up and binds the VFs; can rehearse, verify and roll back. Needs bash and iproute2 on the host.'
  },
  libvirt: {
    label: 'libvirt domains',
    scope: 'host',
    description:
      'One domain file for each VM with the functions it gets. Run the shell script first: libvirt makes no VFs.'
  }
} as const satisfies Readonly<Record<string, AboutFormat>>

/** The name of an export format, as the command line and IPC use it. */
export type FormatId = keyof typeof ABOUT_FORMATS

/** What a form is. */
export interface AboutFormat {
  readonly label: string
  /** `host`: files are made for each host by itself; `lab`: one set of files is about all of them. */
  readonly scope: 'host' | 'lab'
  /** One or two sentences: what it is for and what it cannot do. */
  readonly description: string
}
