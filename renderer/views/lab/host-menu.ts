import { Copy, KeyRound, LayoutList, Pencil, ScanSearch, Save, SquareX, Trash2 } from '@lucide/vue'
import type { HostSummary } from '#shared/lab/host.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { scanRefusal } from './useHostActions.ts'

/** What the menu of hosts leads to. */
export interface HostMenuActions {
  readonly open: (host: HostSummary) => void
  readonly scan: (hosts: readonly HostSummary[]) => void
  readonly cancelScan: (host: HostSummary) => void
  readonly edit: (host: HostSummary) => void
  readonly saveCapture: (host: HostSummary) => void
  readonly forgetKey: (host: HostSummary) => void
  readonly remove: (hosts: readonly HostSummary[]) => void
  readonly copyAddress: (host: HostSummary) => void
}

const off = (reason: string | null | undefined): { disabledReason?: string } =>
  reason == null ? {} : { disabledReason: reason }

/** The menu of one host, or of several that are selected; the same in the list and on the host's page. */
export function hostMenu(
  hosts: readonly HostSummary[],
  actions: HostMenuActions,
  options: { readonly isScanning: boolean; readonly isOpen?: boolean }
): readonly MenuEntry[] {
  const [host] = hosts
  if (host === undefined) return []
  const remove = { icon: Trash2, isDanger: true, run: () => actions.remove(hosts) }
  if (hosts.length > 1) {
    return [
      {
        kind: 'action',
        label: `Scan ${hosts.length} hosts`,
        icon: ScanSearch,
        run: () => actions.scan(hosts)
      },
      { kind: 'separator' },
      { kind: 'action', label: `Remove ${hosts.length} hosts…`, ...remove }
    ]
  }
  const notReached = host.origin === 'ssh' ? null : 'Not reached over SSH'
  return [
    ...(options.isOpen === true
      ? []
      : [{ kind: 'action', label: 'Open', icon: LayoutList, run: () => actions.open(host) } as const]),
    options.isScanning
      ? { kind: 'action', label: 'Cancel the scan', icon: SquareX, run: () => actions.cancelScan(host) }
      : {
          kind: 'action',
          label: 'Scan',
          icon: ScanSearch,
          run: () => actions.scan([host]),
          ...off(scanRefusal(host))
        },
    { kind: 'separator' },
    { kind: 'action', label: 'Edit…', icon: Pencil, run: () => actions.edit(host), ...off(notReached) },
    {
      kind: 'action',
      label: 'Copy address',
      icon: Copy,
      run: () => actions.copyAddress(host),
      ...off(notReached)
    },
    {
      kind: 'action',
      label: 'Save capture…',
      icon: Save,
      run: () => actions.saveCapture(host),
      ...off(host.facts === null ? 'Never scanned' : null)
    },
    {
      kind: 'action',
      label: 'Forget host key',
      icon: KeyRound,
      run: () => actions.forgetKey(host),
      ...off(notReached ?? (host.hostKey === null ? 'No key was confirmed yet' : null))
    },
    { kind: 'separator' },
    { kind: 'action', label: 'Remove…', ...remove }
  ]
}
