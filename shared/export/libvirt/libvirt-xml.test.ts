import { describe, expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import type { Plan, PlanVfSettings } from '../../plan/types.ts'
import { known, unknown } from '../../reading.ts'
import { give, GPU, gpuFunction, labPlan, NIC, NVME } from '../../provision/testing/lab-plan.ts'
import { libvirtXml } from './libvirt-xml.ts'
import { platformOf } from './platforms.ts'
import type { ExportedFile } from '../../provision/types.ts'

const host = testHost(testPf(NIC, { vfs: [{}, {}] }))

/** The domains on a host of an architecture that has some. */
function domainsOf(plan: Plan, on: InventoryHost): readonly ExportedFile[] {
  const platform = platformOf(on.architecture)
  if (platform === null) throw new Error(`no domains for ${on.architecture}`)
  return libvirtXml(plan, on, platform)
}

function fileOf(vm: string, plan: Plan, on: InventoryHost): ExportedFile {
  const file = domainsOf(plan, on).find((one) => one.name === `${vm}.xml`)
  if (file === undefined) throw new Error(`no file for ${vm}`)
  return file
}

const vfOfWeb1 = (settings: PlanVfSettings): Plan =>
  labPlan({
    assignments: [give(NIC, 1, 'web1')],
    vfs: [{ host: 'lab1', pf: NIC, index: 1, settings }]
  })

describe('libvirtXml', () => {
  it('writes one file for each VM of the host and none for VMs elsewhere', () => {
    const plan = labPlan()
    const elsewhere = { ...plan, vms: plan.vms.map((vm) => (vm.id === 'db1' ? { ...vm, host: 'lab2' } : vm)) }
    expect(domainsOf(elsewhere, host).map((file) => file.name)).toEqual(['web1.xml'])
  })

  it('gives a VF with MAC and VLAN as an interface that libvirt sets up itself', () => {
    const { content, losses } = fileOf('web1', vfOfWeb1({ mac: '52:54:00:00:00:10', vlan: 100 }), host)
    expect(content).toContain(`    <interface type='hostdev' managed='yes'>
      <mac address='52:54:00:00:00:10'/>
      <driver name='vfio'/>
      <source>
        <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>
      </source>
      <vlan>
        <tag id='100'/>
      </vlan>
      <alias name='ua-0000-01-00-0-vf1'/>
    </interface>`)
    expect(losses).toEqual([])
  })

  it('gives a VF without a planned MAC as a plain device, since libvirt would make a MAC up', () => {
    const { content, losses } = fileOf('web1', vfOfWeb1({ trust: true, maxTxRate: 200 }), host)
    expect(content).toContain("<hostdev mode='subsystem' type='pci' managed='yes'>")
    expect(content).not.toContain('<interface')
    expect(losses).toEqual([
      `trust, maximum rate of ${NIC} VF 1 cannot be said in libvirt XML: run the script of this plan first.`,
      expect.stringContaining(`No MAC is planned for ${NIC} VF 1`)
    ])
  })

  it('gives a VF with a VLAN priority as a plain device, since libvirt would clear the priority', () => {
    const { content, losses } = fileOf('web1', vfOfWeb1({ mac: '52:54:00:00:00:10', vlan: 5, qos: 3 }), host)
    expect(content).not.toContain('<interface')
    expect(losses[0]).toContain('MAC, VLAN of')
  })

  it('gives NVMe VFs and whole functions as plain devices', () => {
    const on = testHost([...testPf(NVME, { ...NVME_DRIVE, vfs: [{}] }), gpuFunction()])
    const plan = labPlan({
      assignments: [
        give(NVME, 0, 'db1'),
        { function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'db1' }
      ]
    })
    const { content } = fileOf('db1', plan, on)
    expect(content.match(/<hostdev /g)).toHaveLength(2)
    expect(content).toContain("<address domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>")
  })

  it('predicts the address of a VF that does not exist yet', () => {
    const empty = testHost(testPf(NIC))
    const { content } = fileOf(
      'web1',
      { ...vfOfWeb1({}), pfs: [{ host: 'lab1', address: NIC, numVfs: 2 }] },
      empty
    )
    expect(content).toContain("bus='0x01' slot='0x10' function='0x2'")
  })

  it.each([
    ['unreadable', unknown('needs root')],
    ['zero', known(0)]
  ])('leaves a VF out whose offset is %s, and says to apply first', (_, offset) => {
    const blind = testHost(testPf(NIC, { sriov: { firstVfOffset: offset } }))
    const { content, losses } = fileOf('web1', vfOfWeb1({}), blind)
    expect(content).not.toContain('<hostdev')
    expect(losses[0]).toContain('Apply the plan, scan lab1 again, then export.')
  })

  it('lets vCPUs and memory stay on the planned NUMA node', () => {
    const { content } = fileOf('db1', labPlan(), host)
    expect(content).toContain("<vcpu placement='static' cpuset='20-39'>4</vcpu>")
    expect(content).toContain("<memory mode='preferred' nodeset='1'/>")
  })

  it('always has ACPI, without which hot-plug fails, and spare root ports to plug into', () => {
    const { content } = fileOf('web1', labPlan(), host)
    expect(content).toContain('<acpi/>')
    expect(content.match(/model='pcie-root-port'/g)).toHaveLength(4)
  })

  it('says that it is a fragment, since no disk is planned', () => {
    expect(fileOf('web1', labPlan(), host).content).toMatch(/^<!-- .*A fragment: the plan has no disk/)
  })

  it('leaves a VF to the VFIO driver of its own that it has, so that libvirt does not take live migration away', () => {
    const migratable = testHost(testPf(NIC, { vfs: [{}, { driver: 'mlx5_vfio_pci' }] }))
    const { content } = fileOf('web1', vfOfWeb1({ trust: true }), migratable)
    expect(content).toContain("<hostdev mode='subsystem' type='pci' managed='no'>")
  })

  it('names what belongs to the port and to the guest', () => {
    const plan = labPlan({
      pfs: [{ host: 'lab1', address: NIC, numVfs: 2, mtu: 9000 }],
      assignments: [give(NIC, 1, 'web1')]
    })
    const named = {
      ...plan,
      vms: plan.vms.map((vm) => ({ ...vm, numaNode: 7, guestDriver: { name: 'igbvf' } }))
    }
    const losses = fileOf('web1', named, host).losses.join()
    expect(losses).toContain(`numVfs 2 and MTU 9000 of ${NIC}`)
    expect(losses).toContain('igbvf')
    expect(losses).toContain('NUMA node 7 of web1 is not on lab1')
  })

  it('has the machine and firmware of an Arm host, and none for architectures that were never tried', () => {
    const arm = fileOf('web1', labPlan(), { ...host, architecture: 'aarch64' }).content
    expect(arm).toContain("<os firmware='efi'>")
    expect(arm).toContain("<type arch='aarch64' machine='virt'>hvm</type>")
    expect(platformOf('ppc64le')).toBeNull()
  })
})
