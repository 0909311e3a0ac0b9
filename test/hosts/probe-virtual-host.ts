/** The probe on a virtual host, over plain ssh. */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { buildInventory } from '#shared/inventory/build.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { probeScript } from '#shared/probe/probe-script.ts'
import { runCommand } from '../lab/run-command.ts'
import { sshArguments } from '../lab/ssh-command.ts'
import type { VirtualHost } from '../lab/virtual-host.ts'

/** What the probe reads there, by a shell and as a user. Throws where its output is no capture. */
export const probe = async (host: VirtualHost, shell = 'sh -s', user = 'root'): Promise<InventoryHost> => {
  const input = probeScript({ nonce: randomBytes(16).toString('hex') })
  const ran = await runCommand('ssh', [...sshArguments({ ...host, user }), shell], {
    input,
    timeoutMs: 120_000
  })
  expect(ran.stderr).toBe('')
  const snapshot = parseCapture(ran.stdout)
  if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error))
  return buildInventory(host.name, snapshot.value)
}
