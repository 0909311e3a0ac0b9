import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVm } from '../../plan/test-plan.ts'
import { known, unknown, type Reading } from '../../reading.ts'
import { said } from '../test-findings.ts'

const PLAN = planOf(withVm('web1'), give(0, 'web1'))
const host = (kernelCommandLine: Reading<string>) => testHost([testPf(PF, { vfs: 2 })], { kernelCommandLine })

it('warns where the kernel was told to take ports for isolated, and names the argument', () => {
  const line = known('ro quiet intel_iommu=on pcie_acs_override=downstream,multifunction')
  const [message, ...others] = said('acs-override', PLAN, host(line))
  expect(message).toContain('warning: lab1 runs with pcie_acs_override=downstream,multifunction')
  expect(message).toContain('web1')
  expect(others).toEqual([])
})

it.each([
  known('ro quiet intel_iommu=on'),
  known('ro module.pcie_acs_override_note=1'),
  unknown('/proc/cmdline could not be read')
])('says nothing of %j', (line) => {
  expect(said('acs-override', PLAN, host(line))).toEqual([])
})

it('says nothing of a host that gives nothing away', () => {
  expect(said('acs-override', planOf(withVm('web1')), host(known('pcie_acs_override=downstream')))).toEqual(
    []
  )
})
