import { expect, it } from 'vitest'
import { planFileName } from './plan-file-name.ts'

it.each([
  ['Rack 4 / "edge"', 'Rack-4-edge-.vfplan.json'],
  ['../../etc/passwd', 'etc-passwd.vfplan.json'],
  ['.hidden', 'hidden.vfplan.json'],
  ['Prüfstand', 'Pr-fstand.vfplan.json'],
  ['計画', 'plan.vfplan.json'],
  ['', 'plan.vfplan.json'],
  ['x'.repeat(200), `${'x'.repeat(80)}.vfplan.json`]
])('%j is the file %j', (name, file) => {
  expect(planFileName(name)).toBe(file)
})
