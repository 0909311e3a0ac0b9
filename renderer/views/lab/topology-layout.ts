import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'

/** A picture of a host in the manner of lstopo: NUMA nodes, bridges, devices, VFs. All sizes in px of the picture. */
export interface Topology {
  readonly width: number
  readonly height: number
  readonly nodes: readonly TopologyNode[]
}

/** A NUMA node, or what has no affinity (`node` null). */
interface TopologyNode {
  readonly node: number | null
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly devices: readonly TopologyDevice[]
  readonly bridges: readonly TopologyBridge[]
  readonly lines: readonly TopologyLine[]
}

interface TopologyDevice {
  readonly fn: InventoryFunction
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** In order of VF index. */
  readonly vfs: readonly { readonly fn: InventoryFunction; readonly x: number; readonly y: number }[]
}

interface TopologyBridge {
  readonly fn: InventoryFunction
  /** Middle of its square. */
  readonly x: number
  readonly y: number
}

/** From a bus to what hangs on it: across from `x1` to `x2` at `y2`, after going down from `y1` at `x1`. */
interface TopologyLine {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

export const TOPOLOGY = {
  pad: 14,
  titleHeight: 40,
  bridgeStep: 84,
  deviceWidth: 286,
  deviceHeight: 44,
  gap: 10,
  vf: 13,
  vfGap: 3,
  vfsPerRow: 16,
  nodeGap: 18
} as const

/** Chipset functions say nothing about I/O for VMs: they are left out unless asked for. */
const isWorthShowing = (fn: InventoryFunction): boolean =>
  fn.role.kind === 'pf' || (fn.class !== 'other' && fn.class !== 'bridge')

/** Lays a host out. Devices in order of address; NUMA nodes side by side, without affinity last. */
export function topologyLayout(host: InventoryHost, options: { readonly isWhole: boolean }): Topology {
  const addresses = new Set(host.functions.map(({ address }) => address))
  const below = new Map<PciAddress | null, InventoryFunction[]>()
  const vfsOf = new Map<PciAddress, InventoryFunction[]>()
  for (const fn of host.functions) {
    if (fn.role.kind === 'vf') {
      vfsOf.set(fn.role.pf, [...(vfsOf.get(fn.role.pf) ?? []), fn])
      continue
    }
    const parent = fn.parent !== null && addresses.has(fn.parent) ? fn.parent : null
    below.set(parent, [...(below.get(parent) ?? []), fn])
  }
  const shows = (fn: InventoryFunction): boolean =>
    fn.role.kind === 'bridge' && below.has(fn.address)
      ? (below.get(fn.address) ?? []).some(shows)
      : options.isWhole || isWorthShowing(fn)
  // Where there is one node, everything is near it; a column of its own for "no affinity" would say nothing.
  const [only, ...otherNodes] = host.numaNodes
  const nodeOf = (fn: InventoryFunction): number | null => {
    if (only !== undefined && otherNodes.length === 0) return only.node
    if (fn.numaNode.known && fn.numaNode.value !== null) return fn.numaNode.value
    for (const child of below.get(fn.address) ?? []) {
      const node = nodeOf(child)
      if (node !== null) return node
    }
    return null
  }

  const roots = (below.get(null) ?? []).filter(shows)
  const numbers = [...new Set([...host.numaNodes.map(({ node }) => node), ...roots.map(nodeOf)])].sort(
    (a, b) => (a ?? Infinity) - (b ?? Infinity)
  )
  const nodes: TopologyNode[] = []
  let x = 0
  for (const node of numbers) {
    const placed = layNode(
      node,
      x,
      roots.filter((fn) => nodeOf(fn) === node),
      (fn) => (below.get(fn.address) ?? []).filter(shows),
      vfsOf
    )
    nodes.push(placed)
    x += placed.width + TOPOLOGY.nodeGap
  }
  const height = Math.max(TOPOLOGY.titleHeight, ...nodes.map((node) => node.height))
  return {
    width: Math.max(0, x - TOPOLOGY.nodeGap),
    height,
    nodes: nodes.map((node) => ({ ...node, height }))
  }
}

function layNode(
  node: number | null,
  x: number,
  roots: readonly InventoryFunction[],
  childrenOf: (fn: InventoryFunction) => readonly InventoryFunction[],
  vfsOf: ReadonlyMap<PciAddress, readonly InventoryFunction[]>
): TopologyNode {
  const { pad, titleHeight, bridgeStep, deviceWidth, deviceHeight, gap, vf, vfGap, vfsPerRow } = TOPOLOGY
  const devices: TopologyDevice[] = []
  const bridges: TopologyBridge[] = []
  const lines: TopologyLine[] = []
  let y = titleHeight
  let right = x + pad + deviceWidth

  const place = (fn: InventoryFunction, busX: number, busY: number): void => {
    const children = childrenOf(fn)
    const middle = y + deviceHeight / 2
    lines.push({ x1: busX, y1: busY, x2: busX + 22, y2: middle })
    if (children.length > 0) {
      bridges.push({ fn, x: busX + 28, y: middle })
      const nextBus = busX + bridgeStep
      lines.push({ x1: busX + 34, y1: middle, x2: nextBus, y2: middle })
      for (const child of children) place(child, nextBus, middle)
      return
    }
    const vfs = vfsOf.get(fn.address) ?? []
    const rows = Math.ceil(vfs.length / vfsPerRow)
    const height = deviceHeight + (rows > 0 ? rows * (vf + vfGap) + 6 : 0)
    devices.push({
      fn,
      x: busX + 22,
      y,
      width: deviceWidth,
      height,
      vfs: vfs.map((one, at) => ({
        fn: one,
        x: busX + 22 + 10 + (at % vfsPerRow) * (vf + vfGap),
        y: y + deviceHeight + Math.floor(at / vfsPerRow) * (vf + vfGap)
      }))
    })
    right = Math.max(right, busX + 22 + deviceWidth)
    y += height + gap
  }

  for (const root of roots) place(root, x + pad, titleHeight)
  return { node, x, y: 0, width: right + pad - x, height: y - gap + pad + gap, devices, bridges, lines }
}
