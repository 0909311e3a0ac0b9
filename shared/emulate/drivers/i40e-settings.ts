/** What i40e does with a setting of the host. Source: linux drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c. */
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { isZeroMac, type HostSetting } from '../driver-pair.ts'
import type { HostPolicy } from '../types.ts'

const SOURCE = 'linux drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c'

/** Carries a setting out; true where the driver resets the VF for it. */
export function applyI40eSetting(
  machine: EmulatedHost,
  vf: VfFunction,
  pair: { policy: HostPolicy },
  setting: HostSetting
): boolean {
  const { timeline } = machine
  const before = pair.policy
  pair.policy = { ...before, [setting.knob]: setting.value }
  const print = (text: string, line: string): void =>
    timeline.print('pf-driver', text, machine.devLine(line), 'done', SOURCE)
  const write = (text: string, detail: string): void =>
    timeline.tell({ from: 'pf-driver', to: 'device', kind: 'register', text, detail, source: SOURCE })
  switch (setting.knob) {
    case 'mac': {
      const isRemoved = isZeroMac(setting.value)
      if (isRemoved) pair.policy = { ...before, mac: null }
      print(
        'The PF driver changes the address of the VSI',
        isRemoved ? `Removing MAC on VF ${vf.index}` : `Setting MAC ${setting.value} on VF ${vf.index}`
      )
      print('It resets the VF for it', 'Bring down and up the VF interface to make this change effective.')
      return true
    }
    case 'portVlan':
      write(
        setting.value === 0
          ? 'The port VLAN is taken off'
          : 'The VSI tags what the VF sends and strips what it receives',
        `VSI of VF ${vf.index}: PVID ${setting.value}`
      )
      if (setting.value !== 0)
        print('The PF driver logs the port VLAN', `Setting VLAN ${setting.value}, QOS 0x0 on VF ${vf.index}`)
      return false
    case 'isSpoofChecked':
      write(
        `Anti-spoofing of VF ${vf.index} is switched ${setting.value ? 'on' : 'off'}`,
        `VSI of VF ${vf.index}: sec_flags ${setting.value ? 'VLAN_CHK | MAC_CHK' : '0'}`
      )
      return false
    case 'isTrusted':
      if (before.isTrusted === setting.value) return false
      print(
        'The PF driver resets the VF, so that it asks again',
        `VF ${vf.index} is now ${setting.value ? '' : 'un'}trusted`
      )
      return true
    case 'maxMbps':
    case 'minMbps':
      write(
        pair.policy.maxMbps === 0
          ? 'The rate limiter is off'
          : `The rate limiter is set to ${pair.policy.maxMbps} Mb/s`,
        `VSI of VF ${vf.index}: ${pair.policy.maxMbps / 50} credits of 50 Mb/s, at most 4 saved up`
      )
      return false
  }
}
