/** Knobs of `ip link set PF vf N`. */
export type VfKnob = 'trust' | 'mac' | 'vlan' | 'spoofchk' | 'link-state' | 'max-tx-rate' | 'min-tx-rate'
