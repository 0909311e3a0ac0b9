import { pfDriver } from '../drivers/pf-drivers.ts'
import type { PlannedHost } from '../planned/planned-host.ts'

/** What VFs of a driver need beyond the steps, one sentence each; only of drivers whose VFs go to VMs. */
export const notesOf = (host: PlannedHost): readonly string[] => [
  ...new Set(
    host.pfs
      .filter((pf) => pf.vfs.some((vf) => vf.vm !== null))
      .flatMap((pf) => pfDriver(pf.driver)?.note ?? [])
  )
]
