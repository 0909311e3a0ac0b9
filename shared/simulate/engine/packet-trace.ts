import type { PacketRunOptions, TraceHop } from './flow-network.ts'

const NONE = -1

/** Follows one packet of a run from station to station. Slots of packets are those of the run. */
export class PacketTrace {
  /** Slot of the packet while it is on its way, or -1. */
  packet = NONE
  readonly hops: TraceHop[] = []
  private readonly flow: number
  private readonly number: number
  private station = NONE
  private arrivedNs = 0
  private beganNs = 0

  constructor(asked: PacketRunOptions['trace']) {
    this.flow = asked?.flow ?? NONE
    this.number = asked?.packet ?? NONE
  }

  /** A packet in slot `packet` is sent: the flow's one with this number. */
  send(flow: number, number: number, packet: number): void {
    if (flow === this.flow && number === this.number) this.packet = packet
  }

  /** It joins a station, where its turn may come at once. */
  arrive(station: number, nowNs: number): void {
    this.station = station
    this.arrivedNs = nowNs
    this.beganNs = nowNs
  }

  begin(nowNs: number): void {
    this.beganNs = nowNs
  }

  /** The station is through with it. */
  finish(doneNs: number, nextNs: number): void {
    const { station, arrivedNs, beganNs } = this
    this.hops.push({ station, arrivedNs, beganNs, doneNs, nextNs })
  }

  /** The slot is free: if it was the packet's, that is at its end. */
  release(packet: number): void {
    if (packet === this.packet) this.packet = NONE
  }
}
