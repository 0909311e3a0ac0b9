import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { judge } from '#shared/check/judgement.ts'
import { at, testHost, testPf } from '#shared/inventory/test-host.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import ApplyDialog from './ApplyDialog.vue'
import { provisionState, type ProvisionState } from './provision-state.ts'

const PF = at('0000:01:00.0')
const tools = {
  bash: true,
  ip: true,
  flock: true,
  modprobe: true,
  virsh: true,
  ethtool: true,
  readlink: true
}
function stateWith(numVfs: number): ProvisionState {
  const plan = { ...emptyPlan({ id: 'p', name: 'Edge' }), pfs: [{ host: 'h1', address: PF, numVfs: 5 }] }
  const inventory = testHost([testPf(PF, { vfs: numVfs })], { id: 'h1', tools })
  return provisionState({
    judgement: judge({ plan, hosts: new Map([['h1', inventory]]) }),
    inventory,
    runs: [],
    changedAt: ''
  })
}

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())
function open(state: ProvisionState): VueWrapper {
  wrapper = mount(ApplyDialog, { props: { state, hostName: 'rack4', open: true }, attachTo: document.body })
  return wrapper
}
const button = (): HTMLButtonElement =>
  document.querySelector('[data-action="confirm-apply"]') as HTMLButtonElement
const tick = (): HTMLInputElement | null => document.querySelector('input[type="checkbox"]')

describe('the last question before a host is changed', () => {
  it('asks for nothing but a yes where nobody loses anything', async () => {
    const dialog = open(stateWith(0))
    await dialog.vm.$nextTick()
    expect(tick()).toBeNull()
    button().click()
    expect(dialog.emitted('apply')).toEqual([[[]]])
  })

  it('wants its own tick before VFs that exist are destroyed', async () => {
    const dialog = open(stateWith(2))
    await dialog.vm.$nextTick()
    expect(document.body.textContent).toContain('2 VFs of 0000:01:00.0 are destroyed')
    button().click()
    expect(dialog.emitted('apply')).toBeUndefined()
    const box = tick()
    if (!box) throw new Error('no tick')
    box.click()
    await dialog.vm.$nextTick()
    button().click()
    expect(dialog.emitted('apply')).toEqual([[['recreate-vfs']]])
  })
})
