import { describe, expect, it } from 'vitest'
import { captureText } from '../../test/hosts/captures.ts'
import { buildInventory } from '../inventory/build.ts'
import type { InventoryHost } from '../inventory/types.ts'
import { parseCapture } from '../probe/parse-capture.ts'
import { checkPlan } from './check-plan.ts'
import { at } from '../inventory/test-host.ts'
import { give, HOST, planOf, withVfs, withVm } from '../plan/test-plan.ts'
import type { Plan } from '../plan/types.ts'

/** A captured machine, under the id that the plans here use. */
function captured(name: string): InventoryHost {
  const snapshot = parseCapture(captureText(name))
  if (!snapshot.ok) throw new Error(`${name} cannot be read: ${snapshot.error.kind}`)
  return buildInventory(HOST, snapshot.value)
}

const judged = (name: string, plan: Plan): readonly string[] =>
  checkPlan({ plan, hosts: new Map([[HOST, captured(name)]]) })
    // Said of every plan that changes something.
    .filter((one) => one.rule !== 'outlives-no-reboot')
    .map((one) => `${one.severity} ${one.rule}: ${one.message}`)

const NIC = '0000:01:00.0'
const WEB1 = withVm('web1', { memoryMiB: 128, guestDriver: { name: 'igbvf', kernel: '6.1.0-56-amd64' } })
/** VF 0 of the first NIC, as it is today. */
const GIVEN = planOf(WEB1, give(0, 'web1', NIC))
/** The same after a change of numVfs. */
const CHANGED = planOf(WEB1, withVfs(4, NIC), give(0, 'web1', NIC))

/** The plans here leave the MAC of the VF alone; made anew, or without one, the VF has none. */
const NEW_MAC = 'info vf-mac-at-start: VF 0 of 0000:01:00.0 has no MAC: web1 gets a new one at each start'

describe('a captured machine', () => {
  it('with its NICs in groups of their own takes a plan as it is', () => {
    expect(judged('two-nics', CHANGED)).toEqual([NEW_MAC])
    expect(judged('two-numa-nodes', planOf(WEB1, give(0, 'web1', '0000:41:00.0')))).toEqual([])
  })

  it('without ACS on its ports can give no VF away', () => {
    const [message, ...others] = judged('shared-group', GIVEN)
    expect(message).toContain(
      'error iommu-group: IOMMU group 1 of lab-e1 cannot go to web1: the host holds 0000:01:00.0'
    )
    expect(others).toEqual([NEW_MAC])
  })

  it('with a switch without ACS can give no VF away, even one that does not exist yet', () => {
    const behindSwitch = at('0000:03:00.0')
    const plan = planOf(WEB1, withVfs(7, behindSwitch), give(6, 'web1', behindSwitch))
    expect(judged('switch-without-acs', plan)[0]).toContain(
      'error iommu-group: IOMMU group 8 of lab-c1 cannot go to web1'
    )
  })

  it('without an IOMMU can give nothing away', () => {
    expect(judged('no-iommu', GIVEN)).toEqual([
      'error iommu-on: lab-d1 shows no IOMMU, so its 1 function cannot go to VMs',
      NEW_MAC
    ])
  })

  it('that runs a VM on a VF may keep it so, but not change numVfs under it', () => {
    expect(judged('vm-with-vf', GIVEN)).toEqual([])
    expect(judged('vm-with-vf', CHANGED)).toEqual([
      expect.stringMatching(
        /^error in-use-now: The running VM web1 \(pid \d+\) loses VF 0 of 0000:01:00\.0 when/
      ),
      'warning num-vfs-recreate: numVfs of 0000:01:00.0 goes from 2 through 0 to 4: its 2 VFs are destroyed, also VF 0 (running VM web1 (pid 454))',
      NEW_MAC
    ])
  })

  it('on which a process holds a VF does not lose it in silence', () => {
    expect(judged('vfio-in-use', CHANGED)[0]).toMatch(
      /^error in-use-now: sleep \(pid \d+\) loses VF 2 of 0000:01:00\.0/
    )
  })

  it('that was read without root leaves its users unknown, and says so', () => {
    expect(judged('unprivileged', GIVEN)).toEqual([
      'warning in-use-now: Which VMs and containers use devices of lab-a1 is not known: it was read as a plain user'
    ])
  })
})
