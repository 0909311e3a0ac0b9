/** Directions that lead from VM to VM: what each function's path is in a layout of any number of VMs. Pure. */
import type { LayoutHost, LayoutScenario, LayoutVm, Peer, Traffic } from '../layout/layout.ts'
import type { Direction } from './question.ts'

/** Where frames begin. */
export function baseDirection(direction: Direction): Traffic['direction'] {
  switch (direction) {
    case 'out':
    case 'in':
    case 'loop':
      return direction
    case 'other-port':
    case 'other-host':
      return 'out'
    case 'chain':
      return 'in'
  }
}

/** The layout with the paths of the direction; its functions have the base direction already. */
export function along(layout: LayoutScenario, direction: Direction): LayoutScenario {
  switch (direction) {
    case 'out':
    case 'in':
    case 'loop':
      return layout
    case 'other-port':
      return { kind: 'layout', hosts: layout.hosts.map(onTwoPorts) }
    case 'other-host':
      return { kind: 'layout', hosts: layout.hosts.flatMap(onTwoHosts) }
    case 'chain':
      return { kind: 'layout', hosts: layout.hosts.map(inARow) }
  }
}

const withTraffic = (vm: LayoutVm, change: (traffic: Traffic) => Traffic): LayoutVm => ({
  ...vm,
  functions: vm.functions.map((fn) => ({ ...fn, traffic: change(fn.traffic) }))
})

/** The id of another thing like this one, and its name where this one has a name. */
const named = ({ id, label }: { readonly id: string; readonly label?: string }, what: string) => ({
  id: `${id}, ${what}`,
  ...(label === undefined ? {} : { label: `${label}, ${what}` })
})

/** Every second VM on a second port like the first; VMs in pairs send to each other. Alone, a VM gets a partner. */
function onTwoPorts(host: LayoutHost): LayoutHost {
  const copies = new Map(
    host.ports.map((port) => [
      port.id,
      { ...port, id: `${port.id}, second`, label: `second port like ${port.label}` }
    ])
  )
  const [first] = host.vms
  const vms = host.vms.length === 1 && first ? [first, { ...first, ...named(first, 'partner') }] : host.vms
  return {
    ...host,
    ports: [...host.ports, ...copies.values()],
    vms: vms.map((vm, at) => {
      const partner = vms[at % 2 === 0 ? at + 1 : at - 1] ?? vms[1]
      const moved = {
        ...vm,
        functions: vm.functions.map((fn) =>
          at % 2 === 0 ? fn : { ...fn, port: copies.get(fn.port)?.id ?? fn.port }
        )
      }
      return partner === undefined
        ? moved
        : withTraffic(moved, (traffic) => ({ ...traffic, to: { vm: partner.id } }))
    })
  }
}

/** The host twice; each VM sends to its double. */
function onTwoHosts(host: LayoutHost): readonly LayoutHost[] {
  const other: LayoutHost = { ...host, ...named(host, 'second') }
  const towards = (host: LayoutHost, partner: string): LayoutHost => ({
    ...host,
    vms: host.vms.map((vm) =>
      withTraffic(vm, (traffic) => ({ ...traffic, to: { host: partner, vm: vm.id } }))
    )
  })
  return [towards(host, other.id), towards(other, host.id)]
}

/** From the wire through all VMs in their order and back: the first has the frames, the others pass them on. */
function inARow(host: LayoutHost): LayoutHost {
  const [, ...others] = host.vms
  const through: readonly Peer[] = others.map(({ id }) => ({ vm: id }))
  return {
    ...host,
    vms: host.vms.map((vm, at) =>
      withTraffic(vm, (traffic) =>
        at === 0
          ? { ...traffic, ...(through.length === 0 ? {} : { through }), to: 'wire' }
          : { ...traffic, offeredMpps: 0 }
      )
    )
  }
}
