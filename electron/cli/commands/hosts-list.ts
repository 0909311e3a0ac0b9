import { withStore } from '../data.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** `vflab hosts list`: what the database knows. */
export async function hostsList(
  terminal: Terminal,
  options: { readonly data?: string; readonly json?: boolean }
): Promise<ExitCode> {
  return withStore(options.data, (store) => {
    const hosts = store.hosts.list()
    if (options.json) terminal.print(JSON.stringify(hosts, null, 2))
    else {
      const rows = hosts.map((host) => [
        host.id,
        host.name,
        host.connection
          ? `${host.connection.user}@${host.connection.address}:${host.connection.port}`
          : host.origin,
        host.facts ? `${host.facts.pfs}` : '-',
        host.facts ? `${host.facts.vfs}/${host.facts.totalVfs}` : '-',
        host.scannedAt ?? 'never',
        host.lastError?.message ?? ''
      ])
      terminal.print(table(['ID', 'NAME', 'ADDRESS', 'PFS', 'VFS', 'READ', 'LAST ERROR'], rows))
    }
    return Promise.resolve(EXIT.ok)
  })
}
