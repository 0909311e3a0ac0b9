/** What a PF driver does with the settings of a VF, and what it has against them. */
import { listed } from '../listed.ts'
import type { Errno, PfDriver, Support } from './pf-driver.ts'
import { NO_ATTRIBUTES } from './pf-drivers/row.ts'
import type { VfValue } from './vf-attribute.ts'
import { VF_ATTRIBUTES } from './vf-attributes.ts'
import { VF_ATTRIBUTE_NAMES, type PlanVfSettings, type VfAttributeName } from './vf-settings.ts'

/** Where the VFs are: what decides beside the driver. */
export interface PortContext {
  /** Of the PF, four hex digits; null = not known. */
  readonly deviceId: string | null
  /** null = not read, which is taken for legacy: that is how every driver starts. */
  readonly eswitchMode: 'legacy' | 'switchdev' | null
  /** Type of the port's link; null = not read. */
  readonly linkType: 'ethernet' | 'infiniband' | null
}

/** A port about which nothing was read. */
export const PLAIN_PORT: PortContext = { deviceId: null, eswitchMode: null, linkType: null }

const INFINIBAND_WHY =
  'The port is InfiniBand: its VFs have GUIDs, and IPoIB has an operation for GUID and link state only (ipoib_netdev_ops_pf).'

/** What a driver does with an attribute on a port. */
export function supportOf(driver: PfDriver, name: VfAttributeName, port: PortContext): Support {
  if (port.linkType === 'infiniband') {
    const support = NO_ATTRIBUTES[name]
    if (name === 'linkState') return driver.attributes.linkState ?? { kind: 'unknown' }
    return support?.kind === 'refused' ? { ...support, why: INFINIBAND_WHY } : { kind: 'unknown' }
  }
  const { onOtherDevices: others, attributes, switchdev } = driver
  const inMode = port.eswitchMode === 'switchdev' ? switchdev?.[name] : undefined
  const isOther = others !== null && port.deviceId !== null && !others.than.has(port.deviceId)
  return inMode ?? (isOther ? others.attributes[name] : undefined) ?? attributes[name] ?? { kind: 'unknown' }
}

/** A setting that a PF driver does not take, whatever the state of its link, or of which that is not known. */
export interface SettingRefusal {
  readonly attribute: VfAttributeName
  /** The kernel's answer; null = taken without any effect, or not known. */
  readonly errno: Errno | null
  /** `depends`: something decides that no reading shows; `unknown`: nothing was read about it. */
  readonly certainty: 'certain' | 'depends' | 'unknown'
  /** Completes "DRIVER ...", for example "does not take a minimum rate". */
  readonly what: string
  /** One sentence with its full stop. */
  readonly why: string
}

/** What a driver has against these settings, in the order of the table; absent ones are not judged. */
export const settingRefusals = (
  driver: PfDriver,
  settings: PlanVfSettings,
  port: PortContext
): readonly SettingRefusal[] =>
  VF_ATTRIBUTE_NAMES.flatMap((name) => {
    const value = settings[name]
    if (value === undefined) return []
    const refusal = refusalOf(supportOf(driver, name, port), name, value)
    return refusal === null ? (name === 'maxTxRate' ? tooLow(driver, settings) : []) : [refusal]
  })

/** A maximum rate below the smallest that the driver takes. */
function tooLow({ rates }: PfDriver, { maxTxRate = 0 }: PlanVfSettings): readonly SettingRefusal[] {
  if (maxTxRate === 0 || maxTxRate >= rates.lowest || rates.belowLowest === 'raised') return []
  return [
    {
      attribute: 'maxTxRate',
      errno: 'EINVAL',
      certainty: 'certain',
      what: `limits a VF to ${rates.lowest} Mbit/s or more only`,
      why: 'It answers EINVAL to less.'
    }
  ]
}

function refusalOf(support: Support, attribute: VfAttributeName, value: VfValue): SettingRefusal | null {
  const { object, name, off } = VF_ATTRIBUTES[attribute]
  const isOff = value === off
  switch (support.kind) {
    case 'taken':
      if (support.only === undefined || support.only.includes(value)) return null
      return {
        attribute,
        errno: null,
        certainty: 'certain',
        what: `does nothing for ${name} ${value}`,
        why: `It knows ${listed(support.only.map(String))}.`
      }
    case 'refused':
      if (isOff && !support.evenOff) return null
      return {
        attribute,
        errno: support.errno,
        certainty: 'certain',
        what: support.errno === null ? `does nothing for ${object}` : `does not take ${object}`,
        why: support.why
      }
    case 'depends':
      if (isOff) return null
      return {
        attribute,
        errno: null,
        certainty: 'depends',
        what: `takes ${object} only ${support.on}`,
        why: support.why
      }
    case 'unknown':
      if (isOff) return null
      return {
        attribute,
        errno: null,
        certainty: 'unknown',
        what: `may or may not take ${object}: that is not known`,
        why: 'It was not read in the driver; the kernel answers when the attribute is set.'
      }
  }
}
