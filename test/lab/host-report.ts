import { sshCommandLine } from './ssh-command.ts'
import { findTopology } from './topologies.ts'
import type { VirtualHost } from './virtual-host.ts'

/** What programs are told about a running host: `--json`. */
export const hostReport = (host: VirtualHost) => ({
  name: host.name,
  topology: host.topology,
  devices: findTopology(host.topology).devices,
  host: host.host,
  port: host.port,
  user: host.user,
  privateKeyPath: host.privateKeyPath,
  knownHostsPath: host.knownHostsPath,
  hostKeyFingerprintSha256: host.hostKeyFingerprintSha256,
  origin: host.origin,
  startSeconds: host.startSeconds,
  sshCommand: sshCommandLine(host)
})

/** What people are told about a running host: how it came up, its devices, how to log in. */
export const hostReportText = (host: VirtualHost): string =>
  [
    `${host.name}  (${host.topology}, up after ${host.startSeconds.toFixed(1)} s, ${host.origin})`,
    ...findTopology(host.topology).devices.map((line) => `    ${line}`),
    `    ${sshCommandLine(host)}`
  ].join('\n')
