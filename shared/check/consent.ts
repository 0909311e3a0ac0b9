/** What an apply may take away from the host only when the user has said so, each thing by a yes of its own. */
export const CONSENTS = [
  'recreate-vfs',
  'take-interfaces',
  'take-drives',
  'take-console',
  'take-unclear',
  'change-running-vms'
] as const
/** A permission without which an apply that needs it does not start. */
export type Consent = (typeof CONSENTS)[number]

/** How a consent is asked for. */
export interface ConsentText {
  /** What is agreed to, for a check box. */
  readonly label: string
  /** One sentence: what may be lost. */
  readonly means: string
  /** Option of the script and of the command line. */
  readonly flag: `--allow-${string}`
}

/**
 * One consent never covers another's loss. None covers the connection over which the host is managed, a drive with a
 * mounted file system or the root file system: these are refused always.
 */
export const CONSENT_TEXTS = {
  'recreate-vfs': {
    label: 'Destroy VFs and make them anew',
    means: 'Existing VFs are destroyed where their number changes, with their settings and their interfaces.',
    flag: '--allow-recreate'
  },
  'take-interfaces': {
    label: 'Take interfaces that the host uses',
    means:
      'Functions are taken although their interface has addresses, belongs to a bridge or bond, carries other interfaces, or has a program that takes all of its packets.',
    flag: '--allow-interfaces'
  },
  'take-drives': {
    label: 'Take drives that carry data',
    means:
      'Drives that carry a file system, a partition table or a member of a volume, none of it mounted, leave the host.',
    flag: '--allow-drives'
  },
  'take-console': {
    label: 'Take the GPU of the console',
    means: 'The host shows its console on the GPU, and its screen stays as it was until the next boot.',
    flag: '--allow-console'
  },
  'take-unclear': {
    label: 'Take functions whose use is not known',
    means: 'Functions are taken although it could not be read whether a process, container or VM uses them.',
    flag: '--allow-unclear'
  },
  'change-running-vms': {
    label: 'Change VFs of running VMs',
    means: 'Settings of VFs that a running VM holds change under it: its VLAN, MAC address or rate.',
    flag: '--allow-running-vms'
  }
} as const satisfies Readonly<Record<Consent, ConsentText>>
