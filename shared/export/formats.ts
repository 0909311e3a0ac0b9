import type { InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import { err, ok, type Result } from '../result.ts'
import { bashScript } from './bash/bash-script.ts'
import { compileHost } from '../provision/compile.ts'
import { libvirtXml } from './libvirt-xml.ts'
import type { CompileProblem, ExportedFile } from '../provision/types.ts'

/** A form in which a plan leaves VF Lab. */
export interface ExportFormat {
  readonly id: string
  readonly label: string
  /** One sentence: what it is for and what it cannot do. */
  readonly description: string
  /** The files of one host; problems where the plan cannot be put into this form. */
  readonly render: (
    plan: Plan,
    host: InventoryHost
  ) => Result<readonly ExportedFile[], readonly CompileProblem[]>
}

/** All forms, the complete one first. */
export const exportFormats: readonly ExportFormat[] = [
  {
    id: 'bash',
    label: 'Shell script',
    description:
      'Makes, sets up and binds the VFs; can rehearse, verify and roll back. Needs bash and iproute2 on the host.',
    render: (plan, host) => {
      const compiled = compileHost(plan, host)
      return compiled.ok ? ok([bashScript(compiled.value)]) : compiled
    }
  },
  {
    id: 'libvirt',
    label: 'libvirt domains',
    description:
      'One domain file for each VM with the functions it gets. Run the shell script first: libvirt makes no VFs.',
    render: (plan, host) => {
      // A plan that cannot be applied has no domains worth starting.
      const compiled = compileHost(plan, host)
      if (!compiled.ok) return compiled
      const files = libvirtXml(plan, host)
      if (files.length > 0) return ok(files)
      return err([
        {
          kind: 'nothing-planned',
          where: host.hostname,
          message: `The plan has no VM on ${host.hostname}.`,
          fix: `Add a VM on ${host.hostname}.`
        }
      ])
    }
  }
]
