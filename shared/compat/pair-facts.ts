import type { Fact, Facts } from './types.ts'

/** The PF side of a pair, as an inventory shows it. Absent = not known. */
export interface PfSide {
  /** Kernel module that drives the PF. */
  readonly driver: string
  readonly origin: 'in-tree' | 'out-of-tree' | 'unknown'
  /** Version of an out-of-tree driver. */
  readonly version: string | null
  /** Kernel release of the host. */
  readonly kernel: string
  /** As ethtool shows it, for example "9.55 0x8000fdf4 1.3862.0". */
  readonly firmware: string | null
  /** "vvvv:dddd". */
  readonly pciId: string
  readonly vfPciId: string | null
  readonly mtu: number | null
  readonly numVfs: number
}

/** The guest side, as far as it is known. */
export interface VfSide {
  readonly driver: string
  /** Out-of-tree, DPDK or Windows version. */
  readonly version?: string | undefined
  /** Kernel release of the guest, for an in-tree driver. */
  readonly kernel?: string | undefined
}

/** What the pair is to be used for. */
export interface PairUse {
  /** Whether the VF has a port VLAN. */
  readonly portVlan: boolean
  /** Feature names of the rules, for example "vf-link-enable". */
  readonly features: readonly string[]
}

/** Windows drivers by name; nothing else tells a guest's system. Source: Intel and NVIDIA driver names. */
const WINDOWS_DRIVERS: ReadonlySet<string> = new Set(['v40e64', 'v40e65', 'winof2', 'mlx4-winof'])

/** Builds the facts of a pair under KVM. Out-of-tree drivers go by version, in-tree ones by kernel. */
export function pairFacts(pf: PfSide, vf: VfSide, use: PairUse): Facts {
  const facts: Record<string, Fact | null> = {
    hypervisor: 'kvm',
    features: use.features,
    'pf.driver': ruleName(pf.driver),
    'pf.origin': { 'in-tree': 'in-tree', 'out-of-tree': 'oot', unknown: null }[pf.origin],
    'pf.version': pf.origin === 'out-of-tree' ? pf.version : null,
    'pf.kernel': pf.kernel,
    'pf.fw':
      pf.firmware !== null && /^\d+\.\d/.test(pf.firmware) ? (pf.firmware.split(' ')[0] ?? null) : null,
    'pf.pciId': pf.pciId,
    'pf.mtu': pf.mtu,
    'pf.numVfs': pf.numVfs,
    'pf.portVlan': use.portVlan,
    'vf.driver': ruleName(vf.driver),
    'vf.origin': originOf(vf),
    'vf.version': vf.version ?? null,
    'vf.kernel': vf.kernel ?? null,
    'vf.pciId': pf.vfPciId,
    'vf.os': WINDOWS_DRIVERS.has(vf.driver) ? 'windows' : vf.kernel !== undefined ? 'linux' : null
  }
  return Object.fromEntries(
    Object.entries(facts).flatMap(([path, fact]) => (fact === null ? [] : [[path, fact]]))
  )
}

function originOf(vf: VfSide): string | null {
  if (WINDOWS_DRIVERS.has(vf.driver)) return 'windows'
  if (vf.driver.startsWith('dpdk-')) return 'dpdk'
  if (vf.version !== undefined) return 'oot'
  return vf.kernel !== undefined ? 'in-tree' : null
}

/** QAT has a module per chip and rules for the family: qat_c62x is "qat", qat_c62xvf is "qat-vf". */
function ruleName(driver: string): string {
  if (!driver.startsWith('qat_')) return driver
  return driver.endsWith('vf') ? 'qat-vf' : 'qat'
}
