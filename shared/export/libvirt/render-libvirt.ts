import type { InventoryHost } from '../../inventory/types.ts'
import type { Plan } from '../../plan/types.ts'
import { err } from '../../result.ts'
import { eachHost } from '../each-host.ts'
import type { ExportRefusal, FormRefusal, RenderFormat } from '../format.ts'
import { libvirtXml } from './libvirt-xml.ts'
import { platformOf, WRITTEN_ARCHITECTURES } from './platforms.ts'

const renderDomains = eachHost(({ judgement, host, compiled }) => {
  const platform = platformOf(host.architecture)
  if (platform === null) return []
  return libvirtXml(judgement.context.plan, host, platform).map((file) => ({
    ...file,
    losses: [
      ...compiled.overridden.map((message) => `Made in spite of an error of the check: ${message}`),
      ...file.losses
    ]
  }))
})

/** The domains of the VMs of each host. A host without VMs, or of an architecture without domains, is refused. */
export const renderLibvirt: RenderFormat = (judgement, ids, options) => {
  const { plan, hosts } = judgement.context
  const rendered = renderDomains(judgement, ids, options)
  if (!rendered.ok) return rendered
  const refusals = ids.flatMap((id): ExportRefusal[] => {
    const host = hosts.get(id)
    const refusal = host && refusalOf(plan, host)
    return refusal ? [{ host: id, refusal }] : []
  })
  return refusals.length > 0 ? err(refusals) : rendered
}

function refusalOf(plan: Plan, { id, hostname, architecture }: InventoryHost): FormRefusal | null {
  const kind = 'not-in-this-form'
  if (platformOf(architecture) === null)
    return {
      kind,
      message: `${hostname} is a host of architecture ${architecture}, for which no domains are written.`,
      fix: `Write its domains by hand; VF Lab writes those of ${WRITTEN_ARCHITECTURES.join(' and ')}.`
    }
  if (!plan.vms.some((vm) => vm.host === id))
    return { kind, message: `The plan has no VM on ${hostname}.`, fix: `Add a VM on ${hostname}.` }
  return null
}
