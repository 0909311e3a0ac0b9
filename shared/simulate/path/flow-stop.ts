/** Where a flow meets a VM: the function with everything around it that its frames pass. */
import type { Values } from '../../calibration/parameters.ts'
import type { FunctionResources, HostResources, PortResources } from '../layout/resources.ts'
import type { LayoutFunction, LayoutHost, LayoutPort, LayoutVm, Traffic } from '../layout/layout.ts'

/** A function of a VM, with everything that its frames pass. */
export interface FlowStop {
  readonly host: LayoutHost
  readonly hostResources: HostResources
  /** Memory that assigned functions of the host go over, bytes: decides IOTLB misses. */
  readonly dmaWindowBytes: number
  readonly vm: LayoutVm
  readonly fn: LayoutFunction
  readonly port: LayoutPort
  readonly portResources: PortResources
  /** null = only one flow passes the VM. */
  readonly shared: FunctionResources | null
}

/** A frame of the flow: what is the same at all ends. */
export interface FrameOnWay {
  readonly bytes: number
  readonly traffic: Traffic
  readonly values: Values
}

/** Whether the guest has hardware of its own. */
export const isAssigned = ({ fn }: FlowStop): boolean => fn.method !== 'virtio'

/** Whether both functions hang on one software switch. */
export const isOnOneSwitch = (a: FlowStop, b: FlowStop): boolean =>
  a.host === b.host && a.port === b.port && !isAssigned(a) && !isAssigned(b) && a.fn.backend === b.fn.backend

/** Whether a device's memory lies on another NUMA node than the device. */
export const isRemote = ({ fn, vm, port }: FlowStop): boolean =>
  fn.method !== 'virtio' &&
  vm.numaNode !== undefined &&
  port.numaNode !== undefined &&
  vm.numaNode !== port.numaNode

/** Queues and vCPUs that a flow can spread over: streams by their number, a poll-mode sender as it likes. */
export const spreadOf = ({ style, flows }: Traffic, isSending: boolean): number =>
  style === 'frames' && isSending ? Infinity : flows
