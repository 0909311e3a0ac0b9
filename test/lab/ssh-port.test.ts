import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { LabError } from './lab-error.ts'
import { choosePort, isPortFree, portCandidates } from './ssh-port.ts'

const always = async () => true

describe('SSH port', () => {
  it('is every port of the range once, in an order that depends on the name', () => {
    const ports = portCandidates('dev-a')
    expect(new Set(ports).size).toBe(1000)
    expect(Math.min(...ports)).toBe(22_000)
    expect(Math.max(...ports)).toBe(22_999)
    expect(portCandidates('dev-a')).toEqual(ports)
    expect(portCandidates('dev-b')[0]).not.toBe(ports[0])
  })

  it('is the first candidate that no other host has and no program uses', async () => {
    const isFree = async (port: number) => port !== 22_002
    expect(await choosePort([22_001, 22_002, 22_003], new Set([22_001]), isFree)).toBe(22_003)
  })

  it('says so when there is none left', async () => {
    await expect(choosePort([22_001], new Set([22_001]), always)).rejects.toThrow(LabError)
  })

  it('counts as in use while a server listens on it', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    expect(await isPortFree(port)).toBe(false)
    await new Promise((resolve) => server.close(resolve))
    expect(await isPortFree(port)).toBe(true)
  })
})
