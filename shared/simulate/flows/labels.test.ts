import { describe, expect, it } from 'vitest'
import { estimateLayout } from './layout-report.ts'
import { resourceLabel } from './labels.ts'
import { testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'
import type { LayoutScenario, LayoutVm } from '../layout/layout.ts'

const ID = '5bf95e87-7f6f-4a5c-9c39-6d6fbd2f9d1e'

/** Two flows of one vCPU: its network stack is what they share. */
const twoFlows = (changes: Partial<LayoutVm>): LayoutScenario =>
  testLayout(testLayoutHost('h1', [testVm(ID, [testVf(), testVf({ port: 'p1' })], changes)]))

const labels = (scenario: LayoutScenario): string =>
  estimateLayout(scenario)
    .compiled.resources.map((resource) => resourceLabel(resource, 1))
    .join('\n')

describe('the label of what several flows of a VM share', () => {
  it('has the name of the VM', () => {
    const text = labels(twoFlows({ label: 'web1' }))
    expect(text).toContain('network stack of web1')
    expect(text).not.toContain(ID)
  })

  it('has the id where a file gives no name', () => {
    expect(labels(twoFlows({}))).toContain(`network stack of ${ID}`)
  })
})
