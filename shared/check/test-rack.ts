/** For tests and measurements: a plan as large as they come. */
import type { HostId, InventoryHost } from '../inventory/types.ts'
import { at, E810_PORT, testHost, testPf } from '../inventory/test-host.ts'
import { emptyPlan } from '../plan/plan.ts'
import type { Plan } from '../plan/types.ts'

const PF = at('0000:3b:00.0')

/** 64 hosts with 64 VFs each, every VF with a VM of its own and settings. */
export function rack(): { readonly plan: Plan; readonly hosts: ReadonlyMap<HostId, InventoryHost> } {
  const ids = Array.from({ length: 64 }, (_, at) => `h${at}`)
  const vfs = ids.flatMap((host) => Array.from({ length: 64 }, (_, index) => ({ host, index })))
  const plan: Plan = {
    ...emptyPlan({ id: 'rack', name: 'Rack' }),
    pfs: ids.map((host) => ({ host, address: PF, numVfs: 64 })),
    vms: vfs.map(({ host, index }) => ({
      id: `${host}-${index}`,
      name: `${host}-${index}`,
      host,
      vcpus: 2,
      memoryMiB: 1024,
      numaNode: 0,
      guestDriver: { name: 'iavf', version: '4.5.3' }
    })),
    assignments: vfs.map(({ host, index }) => ({
      function: { kind: 'vf', host, pf: PF, index },
      vm: `${host}-${index}`
    })),
    vfs: vfs.map(({ host, index }, at) => ({
      host,
      pf: PF,
      index,
      settings: {
        mac: `02:00:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
        vlan: 100
      }
    }))
  }
  const port = testPf(PF, { ...E810_PORT, vfs: 64, numaNode: 0, interface: { name: 'ens1f0' } })
  return { plan, hosts: new Map(ids.map((id) => [id, testHost(port, { id })])) }
}
