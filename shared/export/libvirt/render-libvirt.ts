import { err } from '../../result.ts'
import { eachHost } from '../each-host.ts'
import type { ExportRefusal, RenderFormat } from '../format.ts'
import { libvirtXml } from './libvirt-xml.ts'

const renderDomains = eachHost(({ judgement, host, compiled }) =>
  libvirtXml(judgement.context.plan, host).map((file) => ({
    ...file,
    losses: [
      ...compiled.overridden.map((message) => `Made in spite of an error of the check: ${message}`),
      ...file.losses
    ]
  }))
)

/** The domains of the VMs of each host. A host without VMs has none to write. */
export const renderLibvirt: RenderFormat = (judgement, hosts, options) => {
  const { context } = judgement
  const rendered = renderDomains(judgement, hosts, options)
  const empty = hosts.filter((id) => !context.plan.vms.some((vm) => vm.host === id))
  if (!rendered.ok || empty.length === 0) return rendered
  return err(
    empty.map((host): ExportRefusal => {
      const name = context.hosts.get(host)?.hostname ?? host
      const message = `The plan has no VM on ${name}.`
      return { host, refusal: { kind: 'nothing-planned', message, fix: `Add a VM on ${name}.` } }
    })
  )
}
