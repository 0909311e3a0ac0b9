/** The stages that a frame passes one after the other, and what it takes of each. */
import type { ResourceKind } from '../types.ts'

/** `Stage.resource` of something that no other flow needs. */
export const OWN = -1

/** One stage. */
export interface Stage {
  readonly kind: ResourceKind
  /** A shared resource of the layout, or `OWN`. */
  readonly resource: number
  /** What a frame takes, per M frames/s: in the unit of the resource; of one's own, us of a server. */
  readonly cost: number
  /** Servers (vCPUs, queues, threads) of a stage of one's own; 0 for a shared one, which has its capacity itself. */
  readonly servers: number
  /** Time that passes after the stage and keeps no resource busy, ns. */
  delayNs: number
  /** Time between interrupts that announce what has passed the stage, ns; 0 = at once. */
  interruptNs: number
}

/** Collects stages in the order of the packet. */
export class StageList {
  readonly stages: Stage[] = []
  /** Core time on hosts and in guests so far, us. */
  hostMicros = 0
  guestMicros = 0
  private earlyNs = 0

  /** Passes a resource that flows share; `resource` < 0 = not modelled. */
  take(kind: ResourceKind, resource: number, cost: number): void {
    if (resource >= 0 && cost > 0) this.push({ kind, resource, cost, servers: 0, delayNs: 0, interruptNs: 0 })
  }

  /**
   * Passes something that belongs to the VM, `micros` of one of `servers`: a stage of the flow's own, or the resource
   * `shared` where other flows need it too. One flow keeps at most `parallel` of the servers busy.
   */
  serve(kind: ResourceKind, shared: number | null, micros: number, servers: number, parallel: number): void {
    if (micros <= 0) return
    const most = Math.min(servers, parallel)
    if (shared !== null && shared >= 0) this.take(kind, shared, micros)
    if (shared === null || shared < 0 || most < servers)
      this.push({ kind, resource: OWN, cost: micros, servers: most, delayNs: 0, interruptNs: 0 })
  }

  /** Lets time pass that keeps no resource busy. */
  wait(ns: number): void {
    const last = this.stages.at(-1)
    if (last === undefined) this.earlyNs += ns
    else last.delayNs += ns
  }

  /** What has come so far is announced by interrupts at this distance. */
  interrupt(ns: number): void {
    const last = this.stages.at(-1)
    if (last !== undefined) last.interruptNs = ns
  }

  private push(stage: Stage): void {
    stage.delayNs += this.earlyNs
    this.earlyNs = 0
    this.stages.push(stage)
  }
}
