import { isPciAddress } from '#shared/pci/address.ts'
import { createSystem } from '#shared/emulate/system.ts'
import type { System, SystemAction, SystemStep, VfPolicyChange } from '#shared/emulate/types.ts'
import {
  SRIOV_OFFSET,
  SRIOV_WORDS,
  word,
  type Answer,
  type Deed,
  type Seen,
  type Subject
} from './subject.ts'

/** The virtual lab host as the model has it: one 82576 at 01:00.0, an IOMMU in passthrough mode, no VMs. */
function makeSystem(): System {
  const pf = '0000:01:00.0'
  if (!isPciAddress(pf)) throw new Error(pf)
  return createSystem({
    nic: '82576',
    pf,
    hasAri: true,
    lastBus: 1,
    vfWindowBytes: 2 ** 20,
    iommu: 'passthrough',
    iommuPageBytes: 4096,
    switchMode: 'veb',
    vms: []
  })
}

/** The model of the same machine. */
export function modelSubject(): Subject {
  let system = makeSystem()
  const attempt = (action: SystemAction): Answer => {
    try {
      return answerOf(system.do(action))
    } catch (error) {
      // A VF that is not there is a caller's mistake to the model, and EINVAL to the kernel.
      if (error instanceof RangeError) return 'EINVAL'
      throw error
    }
  }
  return {
    restart() {
      system = makeSystem()
      return Promise.resolve()
    },
    do: (deed) => Promise.resolve(attempt(actionOf(deed))),
    see(): Promise<Seen> {
      const { numVfs, totalVfs, vfs } = system.view
      const first = vfs[0]?.bars ?? []
      return Promise.resolve({
        numVfs,
        totalVfs,
        vfs: vfs.map((vf) => ({
          address: vf.address,
          ids: `${word(system.readConfig(vf.index, 0))}:${word(system.readConfig(vf.index, 2))}`,
          barOffsets: vf.bars.map((bar, index) => bar.address - (first[index]?.address ?? 0)),
          barBytes: vf.bars.map((bar) => bar.bytes),
          isBusMaster: vf.isBusMaster
        })),
        sriov: Object.fromEntries(
          SRIOV_WORDS.map(([offset, mask]) => [
            word(offset),
            word(system.readConfig(null, SRIOV_OFFSET + offset) & mask)
          ])
        )
      })
    },
    log() {
      const lines = system.view.log.map((line) => line.replace(/^\[ *[0-9.]+\] /, ''))
      return Promise.resolve(
        lines.filter(
          (line) => line.startsWith('igb 0000:01:00.0:') || line.startsWith('Reload the VF driver to resume')
        )
      )
    }
  }
}

/** `ok`, or the errno of the last refusal. */
function answerOf(steps: readonly SystemStep[]): Answer {
  const refusal = steps.findLast(({ outcome, detail }) => outcome === 'refused' && detail?.includes('errno'))
  return /errno (\w+)/.exec(refusal?.detail ?? '')?.[1] ?? 'ok'
}

function actionOf(deed: Deed): SystemAction {
  if ('numVfs' in deed) return { kind: 'write-numvfs', numVfs: Number(deed.numVfs) }
  if ('set' in deed) return { kind: 'set-policy', vf: deed.vf, change: changeOf(deed.set) }
  if ('reset' in deed) return deed.reset === 'pf' ? { kind: 'pf-flr' } : { kind: 'vf-flr', vf: deed.reset }
  if ('link' in deed) return { kind: 'set-link', isUp: deed.link === 'up' }
  if ('load' in deed) return { kind: 'use-on-host', vf: deed.load }
  return { kind: 'request', vf: deed.vf, request: { kind: 'set-mac', mac: deed.asksFor } }
}

/** `mac 52:54:...`, `vlan 100`, `trust on` as a change of policy. */
function changeOf(text: string): VfPolicyChange {
  const [knob = '', value = ''] = text.split(' ')
  switch (knob) {
    case 'mac':
      return { mac: value }
    case 'vlan':
      return { portVlan: Number(value) }
    case 'max_tx_rate':
      return { maxMbps: Number(value) }
    case 'min_tx_rate':
      return { minMbps: Number(value) }
    case 'spoofchk':
      return { isSpoofChecked: value === 'on' }
    case 'trust':
      return { isTrusted: value === 'on' }
    default:
      throw new Error(`the model knows no ip link set PF vf N ${text}`)
  }
}
