/**
 * Machines that were captured with our probe, and what is known about them. Adding a machine takes no code: a folder
 * with `capture.gz` (gzip of what `vflab capture` writes) and `expected.json` (see summary.ts for its parts).
 */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { buildInventory } from '#shared/inventory/build.ts'
import { functionAt } from '#shared/inventory/lookup.ts'
import { addressRanges } from '#shared/pci/bars.ts'
import { configSpaceOf } from '#shared/pci/config-space.ts'
import { srIovCapability } from '#shared/pci/sr-iov-capability.ts'
import { vfAddress } from '#shared/pci/vf-address.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { snapshotSchema } from './snapshot-schema.ts'
import type { HostSnapshot } from '#shared/snapshot/types.ts'
import { capturedHosts, captureText, expectedOf } from './captures.ts'
import { partsOf, summaryOf } from './summary.ts'

const snapshotOf = (name: string): HostSnapshot => {
  const snapshot = parseCapture(captureText(name))
  if (!snapshot.ok) throw new Error(`${name}: ${JSON.stringify(snapshot.error)}`)
  return snapshot.value
}

describe.each(capturedHosts)('%s', (name) => {
  const snapshot = snapshotOf(name)
  const inventory = buildInventory(name, snapshot)

  it('shows what is known about the machine', () => {
    const { about, ...expected } = expectedOf(name)
    expect(about).not.toBe('')
    expect(Object.keys(expected).length).toBeGreaterThan(0)
    expect(partsOf(summaryOf(inventory), expected)).toEqual(expected)
  })

  it('gives a snapshot of the form that it promises', () => {
    expect(v.parse(snapshotSchema, snapshot)).toEqual(snapshot)
  })

  it('has its VFs where the SR-IOV capability says', () => {
    for (const { address, role } of inventory.functions) {
      if (role.kind !== 'pf') continue
      const { firstVfOffset: offset, vfStride: stride, vfs } = role.sriov
      if (!offset.known || !stride.known) throw new Error(`${address} does not say where its VFs lie`)
      expect(vfs).toHaveLength(role.sriov.numVfs)
      vfs.forEach((vf, index) => {
        expect(vfAddress(address, offset.value, stride.value, index)).toEqual({ ok: true, value: vf })
        expect(functionAt(inventory, vf)?.role).toEqual({ kind: 'vf', pf: address, index })
      })
    }
  })

  it('agrees with sysfs where both tell of SR-IOV, down to the BAR of each VF', () => {
    for (const fn of snapshot.functions) {
      if (!fn.sriov || !fn.configSpace.known || fn.configSpace.value.length < 2 * 4096) continue
      const capability = srIovCapability(configSpaceOf(fn.configSpace.value))
      expect(capability).toMatchObject({ numVfs: fn.sriov.numVfs, isVfEnabled: fn.sriov.numVfs > 0 })
      const vfBars = addressRanges(fn.resources).filter(({ use }) => use === 'vf-bar')
      expect(vfBars.map(({ index, start }) => [index, start])).toEqual(
        capability?.vfBars.map(({ index, base }) => [index, base])
      )
      for (const { index, address } of fn.sriov.vfs) {
        const vf = snapshot.functions.find((one) => one.address === address)
        for (const bar of addressRanges(vf?.resources ?? [])) {
          const whole = vfBars.find((one) => one.index === bar.index)
          expect(bar.start).toBe((whole?.start ?? 0n) + BigInt(index) * bar.size)
        }
      }
    }
  })
})
