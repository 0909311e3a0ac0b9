/**
 * The attributes of a VF, one row each: adding a row adds the attribute to plans, files, drift, steps, findings, form
 * and tables.
 *
 * Sources: iproute2 `ip/iplink.c` (iplink_parse_vf) for the words and `ip/ipaddress.c` (print_vfinfo) for the entries;
 * linux `net/core/rtnetlink.c` (do_setvfinfo, rtnl_fill_vfinfo) for what belongs to one call and what is always
 * reported.
 */
import * as v from 'valibot'
import { attribute, type VfAttributeTable, type VfControl } from './vf-attribute.ts'

const onOff = (value: boolean): string => (value ? 'on' : 'off')

const ON_OFF: VfControl = {
  kind: 'choice',
  choices: [
    { value: true, word: 'on' },
    { value: false, word: 'off' }
  ]
}

const MAC_FORM = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/
const ZERO_MAC = '00:00:00:00:00:00'

/** Lower-case, unicast, not all zero. */
export const macSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/, 'not a unicast MAC address in lower case'),
  v.check((mac) => mac !== ZERO_MAC, 'a MAC of zeros means none')
)

const whole = (min: number, max: number, message: string) =>
  v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message))

/** `rate` is 32 bits wide in `struct ifla_vf_rate`. */
const rateSchema = whole(0, 4_294_967_295, 'a rate is a whole number of Mbit/s, 0 = no limit')

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const vlanEntry = v.object({
  vlan_list: v.optional(
    v.array(v.object({ vlan: v.optional(count), qos: v.optional(count), protocol: v.optional(v.string()) }))
  )
})
const rateEntry = v.object({
  rate: v.optional(v.object({ max_tx: v.optional(count), min_tx: v.optional(count) }))
})

/** The attributes of a VF, in the order of files, forms and summaries. */
export const VF_ATTRIBUTES = {
  /** Lower case, unicast, not all zero. Set after trust: some drivers take it only then. */
  mac: attribute({
    schema: macSchema,
    name: 'MAC',
    object: 'a MAC',
    off: null,
    label: 'MAC',
    short: 'MAC',
    set: { word: 'mac', keyword: null, order: 2, unsaid: null },
    // Older iproute2 calls it mac. The 20-byte address of an InfiniBand VF is no MAC.
    entry: v.object({ address: v.optional(v.string()), mac: v.optional(v.string()) }),
    read: ({ address, mac }): string | null => {
      const text = (address ?? mac ?? '').toLowerCase()
      return MAC_FORM.test(text) && text !== ZERO_MAC ? text : null
    },
    ifNull: 'none',
    text: (value) => value,
    control: { kind: 'text' },
    tidy: (typed) => typed.toLowerCase().replaceAll('-', ':'),
    hint: ''
  }),

  /** Port VLAN: 0 (none) to 4094. igb takes 4095 without a word, so the plan does not. */
  vlan: attribute({
    schema: whole(0, 4094, 'a VLAN is a whole number from 0 (none) to 4094'),
    name: 'VLAN',
    object: 'a VLAN',
    off: 0,
    label: 'VLAN',
    short: 'VLAN',
    set: { word: 'vlan', keyword: null, order: 3, unsaid: null },
    entry: vlanEntry,
    read: ({ vlan_list: list }): number => list?.[0]?.vlan ?? 0,
    ifNull: 'not reported',
    text: (vlan) => (vlan === 0 ? 'none' : `${vlan}`),
    control: { kind: 'number' },
    hint: '0 (none) to 4094'
  }),

  /** 802.1p priority, 0-7; needs a VLAN other than 0. A call that sets the VLAN without it sets 0. */
  qos: attribute({
    schema: whole(0, 7, 'a priority is a whole number from 0 to 7'),
    name: 'VLAN priority',
    object: 'a VLAN priority',
    off: 0,
    label: 'VLAN priority',
    short: '',
    set: { word: 'vlan', keyword: 'qos', order: 3, unsaid: 0 },
    entry: vlanEntry,
    read: ({ vlan_list: list }): number => list?.[0]?.qos ?? 0,
    ifNull: 'not reported',
    text: (qos) => `priority ${qos}`,
    control: { kind: 'number' },
    hint: '0 to 7, needs a VLAN'
  }),

  /** A call that sets the VLAN without it sets 802.1Q. */
  vlanProtocol: attribute({
    schema: v.picklist(['802.1Q', '802.1ad']),
    name: 'VLAN protocol',
    object: 'an 802.1ad VLAN',
    off: '802.1Q',
    label: 'VLAN protocol',
    short: '',
    set: { word: 'vlan', keyword: 'proto', order: 3, unsaid: '802.1Q' },
    entry: vlanEntry,
    // ip prints the protocol only where it is not 802.1Q.
    read: ({ vlan_list: list }): '802.1Q' | '802.1ad' =>
      list?.[0]?.protocol?.toLowerCase() === '802.1ad' ? '802.1ad' : '802.1Q',
    ifNull: 'not reported',
    text: (value) => value,
    control: {
      kind: 'choice',
      choices: [
        { value: '802.1Q', word: '802.1Q' },
        { value: '802.1ad', word: '802.1ad (QinQ)' }
      ]
    },
    hint: ''
  }),

  trust: attribute({
    schema: v.boolean(),
    name: 'trust',
    object: 'trust',
    off: null,
    label: 'Trust',
    short: 'trust',
    set: { word: 'trust', keyword: null, order: 1, unsaid: null },
    entry: v.object({ trust: v.optional(v.boolean()) }),
    read: ({ trust }): boolean | null => trust ?? null,
    ifNull: 'not reported',
    text: onOff,
    control: ON_OFF,
    hint: 'on: the guest may change its MAC and go promiscuous'
  }),

  spoofchk: attribute({
    schema: v.boolean(),
    name: 'spoof check',
    object: 'a spoof check',
    off: null,
    label: 'Spoof check',
    short: 'spoof check',
    set: { word: 'spoofchk', keyword: null, order: 4, unsaid: null },
    entry: v.object({ spoofchk: v.optional(v.boolean()) }),
    read: ({ spoofchk }): boolean | null => spoofchk ?? null,
    ifNull: 'not reported',
    text: onOff,
    control: ON_OFF,
    hint: 'on: frames with another source MAC are dropped'
  }),

  /** Mbit/s, 0 = no guarantee. Set after the maximum, which must not lie below it. */
  minTxRate: attribute({
    schema: rateSchema,
    name: 'minimum rate',
    object: 'a minimum rate',
    off: 0,
    label: 'Min rate',
    short: 'min rate',
    set: { word: 'min-tx-rate', keyword: null, order: 7, unsaid: null },
    entry: rateEntry,
    read: ({ rate }): number => rate?.min_tx ?? 0,
    ifNull: 'not reported',
    text: (mbps) => (mbps === 0 ? 'none' : `${mbps} Mbit/s`),
    control: { kind: 'number', unit: 'Mbit/s' },
    hint: '0 = no guarantee'
  }),

  /** Mbit/s, 0 = no limit. Rates come last since they wait for the link. */
  maxTxRate: attribute({
    schema: rateSchema,
    name: 'maximum rate',
    object: 'a maximum rate',
    off: 0,
    label: 'Max rate',
    short: 'max rate',
    set: { word: 'max-tx-rate', keyword: null, order: 6, unsaid: null },
    entry: rateEntry,
    read: ({ rate }): number => rate?.max_tx ?? 0,
    ifNull: 'not reported',
    text: (mbps) => (mbps === 0 ? 'no limit' : `${mbps} Mbit/s`),
    control: { kind: 'number', unit: 'Mbit/s' },
    hint: '0 = no limit'
  }),

  linkState: attribute({
    schema: v.picklist(['auto', 'enable', 'disable']),
    name: 'link state',
    object: 'a link state',
    off: null,
    label: 'Link state',
    short: 'link state',
    set: { word: 'link-state', keyword: null, order: 5, unsaid: null },
    entry: v.object({ link_state: v.optional(v.string()) }),
    read: ({ link_state: state }): 'auto' | 'enable' | 'disable' | null =>
      state === 'auto' || state === 'enable' || state === 'disable' ? state : null,
    ifNull: 'not reported',
    text: (value) => value,
    control: {
      kind: 'choice',
      choices: [
        { value: 'auto', word: 'auto (as the port)' },
        { value: 'enable', word: 'always up' },
        { value: 'disable', word: 'down' }
      ]
    },
    hint: ''
  })
} as const satisfies VfAttributeTable
