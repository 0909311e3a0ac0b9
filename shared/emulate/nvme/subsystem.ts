/**
 * An NVM subsystem on a device with SR-IOV: the PF is the primary controller, every VF a secondary controller that
 * is of no use until the primary gave it resources and took it online.
 *
 * Modelled: Virtualization Management, Identify (CNS 02h, 12h, 14h, 15h), Namespace Attachment, Number of Queues,
 * VF Enable, Controller Reset and FLR of either kind of controller, and what the guest of a VF then sees.
 * Left out: several primary controllers, namespace management, asynchronous events, I/O commands.
 * Source: NVM Express Base Specification 2.0, 5.17, 5.22, 5.28, 8.26; PCI Express Base 5.0, 9.2.
 * Checked: every answer of the functional test against QEMU's controller (test/lab/nvme-model.lab.ts).
 */
import {
  CONTROL,
  SRIOV,
  SriovCapability,
  sriovVariants,
  type SriovVariant
} from '../device/sriov/capability.ts'
import {
  ACTION,
  CNS,
  completion,
  NUMBER_OF_QUEUES,
  OPCODE,
  RESOURCE,
  STATUS,
  type AdminCommand,
  type Completion,
  type Status
} from './admin-command.ts'
import { ControllerRegisters, CSTS } from './controller.ts'
import { FlexibleResources, type ResourceVariant } from './flexible-resources.ts'
import {
  decodeControllerList,
  encodeControllerList,
  encodeNamespaceList,
  encodePrimaryCapabilities,
  encodeSecondaryList,
  SECONDARY_LIST_ENTRIES,
  type SecondaryEntry
} from './identify-data.ts'
import { Namespaces, type NamespaceVariant } from './namespaces.ts'

/** What differs between devices. */
export interface NvmeVariant {
  readonly sriov: SriovVariant
  /** Queue pairs, the admin queue among them. */
  readonly vq: ResourceVariant
  /** Interrupt vectors. */
  readonly vi: ResourceVariant
  readonly namespaces: readonly NamespaceVariant[]
}

/** Controller identifier of the primary controller; VF n (0-based) is n + 1. */
export const PRIMARY = 0

/**
 * The NVMe controller of the virtual lab host (QEMU 10.0), as its own Identify data tell.
 * @internal Only tests read the model as a driver would.
 */
export const labNvme: NvmeVariant = {
  sriov: sriovVariants.nvme,
  vq: { private: 19, flexible: 8, secondaryMaximum: 2, primaryAtPowerOn: 0 },
  vi: { private: 22, flexible: 4, secondaryMaximum: 1, primaryAtPowerOn: 0 },
  namespaces: [
    { nsid: 1, isShared: false, attachedTo: [0] },
    { nsid: 2, isShared: true, attachedTo: [] }
  ]
}

/** Queue pairs without which a secondary controller stays offline: the admin queue and one for I/O (8.26.3). */
const LEAST_VQ = 2
/** Interrupt vectors without which it stays offline. */
export const LEAST_VI = 1

/** A controller as the system that holds it sees it. */
export interface ControllerView {
  readonly isOnline: boolean
  /** Its driver can use it: CSTS.CFS is clear. */
  readonly isUsable: boolean
  readonly ioQueuePairs: number
  readonly interruptVectors: number
  /** NSIDs from low to high. */
  readonly namespaces: readonly number[]
}

/** The subsystem. Controllers are named by their identifiers. */
export class NvmeSubsystem {
  readonly sriov: SriovCapability
  private readonly registers: readonly ControllerRegisters[]
  private readonly vq: FlexibleResources
  private readonly vi: FlexibleResources
  private readonly namespaces: Namespaces

  constructor({ sriov, vq, vi, namespaces }: NvmeVariant) {
    this.sriov = new SriovCapability(sriov)
    this.registers = Array.from(
      { length: sriov.totalVfs + 1 },
      (_, id) => new ControllerRegisters(id === PRIMARY)
    )
    this.vq = new FlexibleResources(vq)
    this.vi = new FlexibleResources(vi)
    this.namespaces = new Namespaces(namespaces)
  }

  /**
   * Takes all VFs away and enables `numVfs` of them, as Linux does through 0. Throws a RangeError for more than
   * TotalVFs, which Linux never writes.
   */
  setNumVfs(numVfs: number, nowMs: number): void {
    const { totalVfs } = this.sriov.variant
    if (numVfs > totalVfs) throw new RangeError(`numVfs ${numVfs} exceeds TotalVFs ${totalVfs}`)
    const others = this.sriov.read16(SRIOV.CONTROL) & ~CONTROL.VF_ENABLE
    // Those of VFs that were not there keep what they were assigned.
    for (const id of this.secondaries) if (this.exists(id)) this.takeOffline(id)
    this.sriov.write16(SRIOV.CONTROL, others, nowMs)
    this.sriov.write16(SRIOV.NUM_VFS, numVfs, nowMs)
    if (numVfs > 0) this.sriov.write16(SRIOV.CONTROL, others | CONTROL.VF_ENABLE, nowMs)
  }

  /** Registers of a controller; a VF that is not enabled reads as all ones, like every absent function. */
  read(controller: number, register: number): number {
    return this.exists(controller) ? (this.registers[controller]?.read(register) ?? 0) : 0xffff_ffff
  }

  /** A register write; clearing CC.EN is a Controller Reset, and that of the primary takes all others offline. */
  write(controller: number, register: number, value: number): void {
    if (!this.exists(controller)) return
    const isReset = this.registers[controller]?.write(register, value) ?? false
    if (isReset && controller === PRIMARY) for (const id of this.secondaries) this.takeOffline(id)
  }

  /** FLR of a VF: only that controller; it stays online and keeps resources and namespaces. */
  resetVf(vf: number): void {
    if (this.exists(vf + 1)) this.registers[vf + 1]?.reset()
  }

  /** FLR of the PF: VFs are gone, secondaries offline, and the primary gets what was allocated to it. */
  resetPf(): void {
    this.sriov.resetFunction()
    for (const id of this.secondaries) this.takeOffline(id)
    this.vq.resetPrimary()
    this.vi.resetPrimary()
    this.registers[PRIMARY]?.reset()
  }

  /** A controller as its driver sees it; null for a VF that does not exist. */
  view(controller: number): ControllerView | null {
    const registers = this.registers[controller]
    if (registers === undefined || !this.exists(controller)) return null
    const vq = controller === PRIMARY ? this.vq.ofPrimary : this.vq.of(controller)
    return {
      isOnline: registers.isOnline,
      isUsable: (registers.csts & CSTS.CFS) === 0,
      ioQueuePairs: Math.max(0, vq - 1),
      interruptVectors: controller === PRIMARY ? this.vi.ofPrimary : this.vi.of(controller),
      namespaces: this.namespaces.activeOn(controller)
    }
  }

  /** Runs an admin command that the driver of `controller` sends. Throws a RangeError for one that takes none. */
  admin(controller: number, command: AdminCommand): Completion {
    if (this.registers[controller]?.isReady !== true)
      throw new RangeError(`controller ${controller} is not enabled and takes no commands`)
    switch (command.opcode) {
      case OPCODE.IDENTIFY:
        return this.identify(controller, command)
      case OPCODE.GET_FEATURES:
        return this.getFeatures(controller, command)
      case OPCODE.NAMESPACE_ATTACHMENT:
        return completion(
          this.namespaces.select(
            command.cdw10 & 0xf,
            command.nsid,
            command.data === null ? [] : decodeControllerList(command.data),
            (id) => id < this.registers.length
          )
        )
      case OPCODE.VIRTUALIZATION_MANAGEMENT:
        // Secondary controllers do not have the command.
        return controller === PRIMARY ? this.virtualize(command) : completion(STATUS.INVALID_OPCODE)
      default:
        return completion(STATUS.INVALID_OPCODE)
    }
  }

  private identify(controller: number, { cdw10, nsid }: AdminCommand): Completion {
    const first = cdw10 >>> 16
    const data = (bytes: Uint8Array): Completion => ({ status: STATUS.SUCCESS, result: 0, data: bytes })
    switch (cdw10 & 0xff) {
      case CNS.ACTIVE_NAMESPACES:
        return data(encodeNamespaceList(this.namespaces.activeOn(controller).filter((id) => id > nsid)))
      case CNS.NAMESPACE_CONTROLLERS:
        return data(encodeControllerList(this.namespaces.controllersOf(nsid).filter((id) => id >= first)))
      case CNS.PRIMARY_CAPABILITIES: {
        if (controller !== PRIMARY) return completion(STATUS.INVALID_FIELD)
        const { vq, vi } = this
        return data(
          encodePrimaryCapabilities({ cntlid: PRIMARY, crt: 0b11, vq: vq.capabilities, vi: vi.capabilities })
        )
      }
      case CNS.SECONDARY_LIST: {
        const listed = controller === PRIMARY ? this.secondaries.filter((id) => id >= first) : []
        return data(encodeSecondaryList(listed.slice(0, SECONDARY_LIST_ENTRIES).map((id) => this.entry(id))))
      }
      default:
        return completion(STATUS.INVALID_FIELD)
    }
  }

  private getFeatures(controller: number, { cdw10 }: AdminCommand): Completion {
    if ((cdw10 & 0xff) !== NUMBER_OF_QUEUES) return completion(STATUS.INVALID_FIELD)
    // Both numbers are 0-based: completion queues in the upper half, submission queues in the lower.
    const last = (this.view(controller)?.ioQueuePairs ?? 1) - 1
    return completion(STATUS.SUCCESS, ((last << 16) | last) >>> 0)
  }

  private virtualize({ cdw10, cdw11 }: AdminCommand): Completion {
    const controller = cdw10 >>> 16
    const type = (cdw10 >>> 8) & 0x7
    if (type !== RESOURCE.VQ && type !== RESOURCE.VI) return completion(STATUS.INVALID_RESOURCE_ID)
    const pool = type === RESOURCE.VQ ? this.vq : this.vi
    const number = cdw11 & 0xffff
    const answer = (status: Status): Completion => completion(status, status === STATUS.SUCCESS ? number : 0)
    const isSecondary = controller !== PRIMARY && controller < this.registers.length
    switch (cdw10 & 0xf) {
      case ACTION.PRIMARY_ALLOCATION:
        return answer(controller === PRIMARY ? pool.allocateToPrimary(number) : STATUS.INVALID_CONTROLLER_ID)
      case ACTION.SECONDARY_ASSIGN:
        if (!isSecondary) return completion(STATUS.INVALID_CONTROLLER_ID)
        if (this.registers[controller]?.isOnline === true) return completion(STATUS.INVALID_SECONDARY_STATE)
        return answer(pool.assign(controller, number))
      case ACTION.SECONDARY_ONLINE:
        return completion(isSecondary ? this.takeOnline(controller) : STATUS.INVALID_CONTROLLER_ID)
      case ACTION.SECONDARY_OFFLINE:
        if (!isSecondary) return completion(STATUS.INVALID_CONTROLLER_ID)
        this.takeOffline(controller)
        return completion(STATUS.SUCCESS)
      default:
        return completion(STATUS.INVALID_FIELD)
    }
  }

  private takeOnline(controller: number): Status {
    const isEnough = this.vq.of(controller) >= LEAST_VQ && this.vi.of(controller) >= LEAST_VI
    if (!isEnough || !this.exists(controller)) return STATUS.INVALID_SECONDARY_STATE
    this.registers[controller]?.setOnline(true)
    return STATUS.SUCCESS
  }

  private takeOffline(controller: number): void {
    this.vq.release(controller)
    this.vi.release(controller)
    this.registers[controller]?.setOnline(false)
  }

  /** The primary, and every VF that is enabled. */
  private exists(controller: number): boolean {
    return controller === PRIMARY || (controller > 0 && controller <= this.sriov.vfCount)
  }

  private get secondaries(): readonly number[] {
    return this.registers.map((_, id) => id).filter((id) => id !== PRIMARY)
  }

  private entry(id: number): SecondaryEntry {
    return {
      scid: id,
      pcid: PRIMARY,
      isOnline: this.registers[id]?.isOnline ?? false,
      vfn: id,
      nvq: this.vq.of(id),
      nvi: this.vi.of(id)
    }
  }
}
