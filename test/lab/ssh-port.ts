import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { LabError } from './lab-error.ts'

const FIRST_PORT = 22_000
const PORT_COUNT = 1_000

/**
 * The rig's ports in the order in which a host of that name tries them: all of 22000..22999, starting at one
 * that depends on the name. A host keeps its port from one start to the next that way, as a rule, and two
 * users of the rig start looking at different places.
 */
export const portCandidates = (name: string): number[] => {
  const start = createHash('sha256').update(name).digest().readUInt32BE() % PORT_COUNT
  return Array.from({ length: PORT_COUNT }, (_, index) => FIRST_PORT + ((start + index) % PORT_COUNT))
}

/** Whether a TCP server could listen on that port of 127.0.0.1 right now. */
export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })

/**
 * The first port of `candidates` that is neither in `taken` nor in use on this machine.
 *
 * Another program can take it before QEMU does; QEMU then says so and ends, and the next one is tried.
 */
export const choosePort = async (
  candidates: readonly number[],
  taken: ReadonlySet<number>,
  isFree: (port: number) => Promise<boolean> = isPortFree
): Promise<number> => {
  for (const port of candidates) {
    if (!taken.has(port) && (await isFree(port))) return port
  }
  throw new LabError(`no free TCP port among ${candidates.length} candidates on 127.0.0.1`)
}
