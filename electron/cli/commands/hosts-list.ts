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
    if (options.json) terminal.printJson(hosts)
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
        host.halfWay
          ? `left half way by ${host.halfWay.action} of ${host.halfWay.planName}`
          : (host.lastError?.message ?? '')
      ])
      terminal.print(table(['ID', 'NAME', 'ADDRESS', 'PFS', 'VFS', 'READ', 'TO DO'], rows))
    }
    return Promise.resolve(EXIT.ok)
  })
}
