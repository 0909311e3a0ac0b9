/** Single Root I/O Virtualization Extended Capability. Source: PCI Express Base 5.0, 9.3.3; names as there. */
import { EXTENDED_CAPABILITY, findExtendedCapability } from './capabilities.ts'
import type { ConfigSpace } from './config-space.ts'

/** The SR-IOV registers of a PF, as the hardware holds them: a driver may allow fewer VFs. */
export interface SrIovCapability {
  readonly isVfEnabled: boolean
  readonly isVfMemorySpaceEnabled: boolean
  /** Set by software where the bridge above forwards ARI: VFs may then use function numbers past 7. */
  readonly isAriCapableHierarchy: boolean
  readonly initialVfs: number
  /** What the hardware has; the PF driver may allow fewer (`sriov_totalvfs`). */
  readonly totalVfs: number
  readonly numVfs: number
  readonly functionDependencyLink: number
  /** Routing id of VF 1 (index 0) less that of the PF. Undefined while NumVFs is 0 on some devices. */
  readonly firstVfOffset: number
  readonly vfStride: number
  /** 16 bits. */
  readonly vfDeviceId: number
  /** Bytes, ascending. */
  readonly supportedPageSizes: readonly number[]
  /** Bytes; null = no bit or several bits are set. VF BARs are aligned to it. */
  readonly systemPageSize: number | null
  /** The VF BARs that are there, in order of index. */
  readonly vfBars: readonly VfBar[]
}

/** A VF BAR of a PF: every VF gets one slice of it, one after the other. */
interface VfBar {
  /** 0-5. A 64-bit BAR takes its index and the one after it. */
  readonly index: number
  readonly isPrefetchable: boolean
  readonly is64Bit: boolean
  /** Base address of the slice of VF 1. */
  readonly base: bigint
}

/** null = no such capability, or config space past 256 bytes was not read. */
export function srIovCapability(config: ConfigSpace): SrIovCapability | null {
  const offset = findExtendedCapability(config, EXTENDED_CAPABILITY.srIov)
  if (offset === null || config.u32(offset + 0x3c) === null) return null
  const u16 = (register: number): number => config.u16(offset + register) ?? 0
  const u32 = (register: number): number => config.u32(offset + register) ?? 0
  const control = u16(0x08)
  const systemPageSizes = pageSizes(u32(0x20))
  return {
    isVfEnabled: (control & (1 << 0)) !== 0,
    isVfMemorySpaceEnabled: (control & (1 << 3)) !== 0,
    isAriCapableHierarchy: (control & (1 << 4)) !== 0,
    initialVfs: u16(0x0c),
    totalVfs: u16(0x0e),
    numVfs: u16(0x10),
    functionDependencyLink: u16(0x12) & 0xff,
    firstVfOffset: u16(0x14),
    vfStride: u16(0x16),
    vfDeviceId: u16(0x1a),
    supportedPageSizes: pageSizes(u32(0x1c)),
    systemPageSize: systemPageSizes.length === 1 ? (systemPageSizes[0] ?? null) : null,
    vfBars: vfBars([0x24, 0x28, 0x2c, 0x30, 0x34, 0x38].map(u32))
  }
}

/** Bit n stands for 2^(n+12) bytes. */
const pageSizes = (bits: number): readonly number[] =>
  Array.from({ length: 32 }, (_, n) => n)
    .filter((n) => (bits & (1 << n)) !== 0)
    .map((n) => 2 ** (n + 12))

/** VF BARs are memory BARs as in 7.5.1.2.1; I/O space does not exist for VFs (9.3.3.14). Zero = not there. */
function vfBars(registers: readonly number[]): readonly VfBar[] {
  const bars: VfBar[] = []
  for (let index = 0; index < registers.length; index++) {
    const low = registers[index] ?? 0
    if (low === 0) continue
    const is64Bit = ((low >> 1) & 0x3) === 2
    const high = is64Bit ? (registers[index + 1] ?? 0) : 0
    const base = (BigInt(high >>> 0) << 32n) | BigInt((low & ~0xf) >>> 0)
    bars.push({ index, isPrefetchable: (low & 0x8) !== 0, is64Bit, base })
    if (is64Bit) index++
  }
  return bars
}
