import { err, ok, type Result } from '../result.ts'
import type { Device } from './types.ts'

/** A line that looks like a device and is none. `line` counts from 1. */
export interface OperatorProblem {
  readonly line: number
  readonly why: string
}

/**
 * Reads the list of supported NICs that the SR-IOV network operator for Kubernetes keeps in a ConfigMap, lines such
 * as `Intel_i40e_XXV710: "8086 158b 154c"` (vendor, PF and VF device id). Drivers are not in it, so they stay
 * empty. Lines of any other form are passed over, except under a name with a bad value.
 */
export function parseOperatorDevices(text: string): Result<readonly Device[], readonly OperatorProblem[]> {
  const devices: Device[] = []
  const problems: OperatorProblem[] = []
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [, name, value = ''] = /^\s*([A-Za-z0-9_.-]+):\s*["'](.*)["']\s*$/.exec(line) ?? []
    if (name === undefined) continue
    const [, vendor = '', pf = '', vf = ''] =
      /^([0-9a-f]{4}) ([0-9a-f]{4}) ([0-9a-f]{4})$/.exec(value.trim().toLowerCase()) ?? []
    if (vendor === '') {
      problems.push({
        line: at + 1,
        why: `${name} is not of the form "vendor pf vf" with four hex digits each`
      })
    } else {
      devices.push({
        name: name.replaceAll('_', ' '),
        pf: [`${vendor}:${pf}`],
        vf: [`${vendor}:${vf}`],
        pfDrivers: [],
        vfDrivers: [],
        maxVfs: 'unknown',
        source: ['user']
      })
    }
  }
  return problems.length > 0 ? err(problems) : ok(devices)
}
