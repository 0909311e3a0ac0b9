import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf } from '#shared/inventory/test-host.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { Plan } from '#shared/plan/types.ts'
import { give, GPU, gpuFunction, labPlan, NIC, NVME } from '#shared/provision/testing/lab-plan.ts'
import { platformOf } from '#shared/export/libvirt/platforms.ts'
import type { ExportedFile } from '#shared/provision/types.ts'
import { libvirtXml } from '#shared/export/libvirt/libvirt-xml.ts'
import { inEmptyFolder, runTool } from './run-tool.ts'

const host = testHost([
  ...testPf(NIC, { vfs: [{}, {}, {}] }),
  ...testPf(NVME, { ...NVME_DRIVE, vfs: [{}] }),
  gpuFunction()
])
const vf = (index: number, settings: Plan['vfs'][number]['settings']): Plan['vfs'][number] => ({
  host: 'lab1',
  pf: NIC,
  index,
  settings
})

const plans: readonly (readonly [string, Plan, InventoryHost])[] = [
  ['VMs without functions', labPlan(), host],
  [
    'network VFs of every kind',
    labPlan({
      assignments: [give(NIC, 0, 'web1'), give(NIC, 1, 'web1'), give(NIC, 2, 'db1')],
      vfs: [
        vf(0, { mac: '52:54:00:00:00:10', vlan: 100 }),
        vf(1, { trust: true }),
        vf(2, { mac: '52:54:00:00:00:12' })
      ]
    }),
    host
  ],
  [
    'NVMe VFs and whole functions',
    labPlan({
      assignments: [
        give(NVME, 0, 'db1'),
        { function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }
      ]
    }),
    host
  ],
  ['an ARM host', labPlan({ assignments: [give(NIC, 0, 'web1')] }), { ...host, architecture: 'aarch64' }]
]

/** The domains on a host of an architecture that has some. */
function domainsOf(plan: Plan, on: InventoryHost): readonly ExportedFile[] {
  const platform = platformOf(on.architecture)
  if (platform === null) throw new Error(`no domains for ${on.architecture}`)
  return libvirtXml(plan, on, platform)
}

describe.each(plans)('libvirt files of %s', (_, plan, on) => {
  const files = domainsOf(plan, on)

  it('are valid to the schema', () => {
    inEmptyFolder((folder) => {
      for (const file of files) {
        const path = join(folder, file.name)
        writeFileSync(path, file.content)
        const { status, stderr } = runTool('virt-xml-validate', [path, 'domain'])
        expect(stderr).toBe(`${path} validates\n`)
        expect(status).toBe(0)
      }
    })
  })

  it('can be defined', () => {
    inEmptyFolder((folder) => {
      for (const file of files) {
        const path = join(folder, file.name)
        writeFileSync(path, file.content)
        const { status, stdout, stderr } = runTool('virsh', [
          '-c',
          'test:///default',
          'define',
          '--validate',
          path
        ])
        expect(stderr).toBe('')
        expect(stdout).toContain(`Domain '${file.name.replace(/\.xml$/, '')}' defined`)
        expect(status).toBe(0)
      }
    })
  })
})
