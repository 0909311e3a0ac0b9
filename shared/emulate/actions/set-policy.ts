/** `ip link set PF vf N ...`: the kernel's and the driver's checks, then the driver's work. */
import { effectiveRates, explainRateRefusal } from '../../drivers/rate-limit.ts'
import { err, ok, type Result } from '../../result.ts'
import type { HostSetting } from '../driver-pair.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import type { HostPolicy, VfPolicyChange } from '../types.ts'

/** Why a setting is refused. */
interface SettingRefusal {
  readonly errno: string
  readonly message: string
  /** What the PF driver logs; null = nothing. */
  readonly line: string | null
}

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i

/** Applies the settings of `change` one by one, in the order of `ip link`; a refused one leaves the others alone. */
export function setPolicy(machine: EmulatedHost, index: number, change: VfPolicyChange): void {
  const vf = machine.vf(index)
  for (const setting of settingsOf(change)) {
    const { timeline, interfaceName } = machine
    timeline.tell({
      from: 'host-kernel',
      to: 'pf-driver',
      kind: 'state',
      text: `The host sets ${WORDS[setting.knob]} of VF ${index}`,
      detail: `ip link set ${interfaceName} vf ${index} ${argumentOf(setting)}`,
      source: 'linux net/core/rtnetlink.c, do_setvfinfo'
    })
    const checked = checkSetting(machine, index, machine.drivers.status(vf).policy, setting)
    if (checked.ok) {
      machine.drivers.applySetting(vf, checked.value)
      continue
    }
    const { errno, message, line } = checked.error
    if (line !== null) timeline.print('pf-driver', 'The PF driver logs why', machine.devLine(line), 'refused')
    timeline.tell({
      from: 'pf-driver',
      to: 'host-kernel',
      kind: 'state',
      text: `The PF driver refuses: ${message}`,
      detail: `RTNETLINK answers: errno ${errno}`,
      outcome: 'refused'
    })
  }
}

function settingsOf(change: VfPolicyChange): readonly HostSetting[] {
  const { mac, portVlan, isTrusted, isSpoofChecked, maxMbps, minMbps } = change
  return [
    ...(mac === undefined ? [] : [{ knob: 'mac', value: mac.toLowerCase() } as const]),
    ...(portVlan === undefined ? [] : [{ knob: 'portVlan', value: portVlan } as const]),
    ...(maxMbps === undefined ? [] : [{ knob: 'maxMbps', value: maxMbps } as const]),
    ...(minMbps === undefined ? [] : [{ knob: 'minMbps', value: minMbps } as const]),
    ...(isSpoofChecked === undefined ? [] : [{ knob: 'isSpoofChecked', value: isSpoofChecked } as const]),
    ...(isTrusted === undefined ? [] : [{ knob: 'isTrusted', value: isTrusted } as const])
  ]
}

const WORDS: Readonly<Record<HostSetting['knob'], string>> = {
  mac: 'the MAC',
  portVlan: 'the port VLAN',
  maxMbps: 'the rate limit',
  minMbps: 'the guaranteed rate',
  isSpoofChecked: 'spoof checking',
  isTrusted: 'the trust'
}

function argumentOf(setting: HostSetting): string {
  switch (setting.knob) {
    case 'mac':
      return `mac ${setting.value}`
    case 'portVlan':
      return `vlan ${setting.value}`
    case 'maxMbps':
      return `max_tx_rate ${setting.value}`
    case 'minMbps':
      return `min_tx_rate ${setting.value}`
    case 'isSpoofChecked':
      return `spoofchk ${setting.value ? 'on' : 'off'}`
    case 'isTrusted':
      return `trust ${setting.value ? 'on' : 'off'}`
  }
}

/** The setting as it will be in force, or why it is refused. */
function checkSetting(
  machine: EmulatedHost,
  index: number,
  policy: HostPolicy,
  setting: HostSetting
): Result<HostSetting, SettingRefusal> {
  const { nic } = machine
  const refuse = (
    errno: string,
    message: string,
    line: string | null = null
  ): Result<never, SettingRefusal> => err({ errno, message, line })
  switch (setting.knob) {
    case 'mac': {
      if (!MAC.test(setting.value)) return refuse('EINVAL', `${setting.value} is no MAC address`)
      const isGroup = (parseInt(setting.value.slice(0, 2), 16) & 1) === 1
      if (!isGroup) return ok(setting)
      const line =
        nic.pfDriver === 'i40e' ? `Invalid Ethernet address ${setting.value} for VF ${index}` : null
      return refuse('EINVAL', `${setting.value} is a group address`, line)
    }
    case 'portVlan':
      if (Number.isInteger(setting.value) && setting.value >= 0 && setting.value <= 4095) return ok(setting)
      return refuse(
        'EINVAL',
        `VLANs are numbered 0 to 4095, not ${setting.value}`,
        nic.pfDriver === 'i40e' ? 'Invalid VF Parameters' : null
      )
    case 'maxMbps':
    case 'minMbps': {
      const wanted = { maxMbps: policy.maxMbps, minMbps: policy.minMbps, [setting.knob]: setting.value }
      const isWithoutLink = !machine.isLinkUp && (nic.pfDriver !== 'i40e' || setting.value > 0)
      if (isWithoutLink) return refuse('EINVAL', `${nic.pfDriver} sets rates only while the link is up`)
      const effective = effectiveRates(nic.pfDriver, wanted, nic.linkMbps)
      if (effective.ok) return ok({ knob: setting.knob, value: effective.value[setting.knob] })
      const line =
        nic.pfDriver === 'i40e' && effective.error.kind === 'min-not-supported'
          ? `Invalid min tx rate (${wanted.minMbps}) (greater than 0) specified for VF ${index}.`
          : null
      return refuse(effective.error.errno, explainRateRefusal(effective.error), line)
    }
    case 'isSpoofChecked':
    case 'isTrusted':
      return ok(setting)
  }
}
