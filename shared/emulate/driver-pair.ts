/** PF driver and VF driver of a family, as actions use them. Both tell their own steps. */
import type { PortFilter } from './device/switch/embedded-switch.ts'
import type { VfFunction } from './device/vf-function.ts'
import type { HostPolicy, VfPolicyChange, VfRequest } from './types.ts'

/** A VF as its PF driver makes it. */
export const INITIAL_POLICY: HostPolicy = {
  mac: null,
  portVlan: 0,
  isTrusted: false,
  isSpoofChecked: true,
  maxMbps: 0,
  minMbps: 0
}

/** What the drivers of one VF have come to. */
export interface PairStatus {
  /** Address that the VF driver uses; null = none yet. */
  readonly mac: string | null
  /** Version on which both agreed; null = none yet. */
  readonly version: string | null
  /** The VF driver can send and receive. */
  readonly isReady: boolean
  readonly policy: HostPolicy
}

/** One setting of the host. */
export type HostSetting = {
  [K in keyof VfPolicyChange]-?: { readonly knob: K; readonly value: NonNullable<VfPolicyChange[K]> }
}[keyof VfPolicyChange]

/** Both drivers of all VFs of a PF. */
export interface DriverPair {
  /** The PF driver makes room for `count` VFs, and forgets those that were. */
  vfsCreated(count: number): void
  /** The VF driver comes up: it resets, agrees on a version, sets its queues up. The function is in configuration. */
  start(vf: VfFunction): void
  /** The VF driver is gone, because the function was taken away or reset under it. */
  stop(vf: VfFunction): void
  /** The VF driver asks for something. */
  request(vf: VfFunction, request: VfRequest): void
  /** The PF driver hears that a VF was reset. */
  functionReset(vf: VfFunction): void
  /** The PF driver starts over after a reset of the PF; what the host set stays. */
  pfReset(): void
  /** The PF driver carries out one setting of the host, which was found in order. */
  applySetting(vf: VfFunction, setting: HostSetting): void
  /** The PF driver tells the VFs about the link. */
  linkChanged(isUp: boolean): void
  /** What the PF driver notices of frames that anti-spoofing stopped. */
  spoofNoticed(vf: VfFunction): void
  status(vf: VfFunction): PairStatus
  /** The filter of a VF in the embedded switch. */
  filter(vf: VfFunction): PortFilter
}

/** `ip link set PF vf N mac 00:...` takes a pinned MAC away. */
export const isZeroMac = (mac: string): boolean => /^[0:]*$/.test(mac)
