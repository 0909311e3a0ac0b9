import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { LayoutFunction } from '#shared/simulate/layout/layout.ts'
import { runResult } from '#shared/simulate/what-if/run-result.ts'
import { oneVm } from '#shared/simulate/what-if/test-scenario.ts'
import { packetPath, pathNs, type PathStop } from './packet-path.ts'
import PathPicture from './PathPicture.vue'

/** The path of a real packet. */
function pathOf(method: LayoutFunction['method'], direction: 'out' | 'in' | 'loop'): readonly PathStop[] {
  const scenario = oneVm(1)
  const { hops } = runResult(
    {
      kind: 'run',
      scenario: {
        ...scenario,
        hosts: scenario.hosts.map((host) => ({
          ...host,
          vms: host.vms.map((vm) => ({
            ...vm,
            functions: vm.functions.map((fn) => ({ ...fn, method, traffic: { ...fn.traffic, direction } }))
          }))
        }))
      },
      seed: 1,
      length: { durationNs: 200_000, warmUpNs: 0 },
      follow: { flow: 0, packet: 20 }
    },
    () => undefined
  )
  return packetPath(hops, { method, isTranslated: true })
}

let view: VueWrapper | undefined
afterEach(() => {
  view?.unmount()
  view = undefined
})

/** SR-IOV above virtio, as the pane draws them; choosing a stop chooses it. */
function show(direction: 'out' | 'in' | 'loop', nowNs = 0): VueWrapper {
  const lanes = (['sriov', 'virtio'] as const).map((method) => ({
    title: method,
    look: 'one' as const,
    path: pathOf(method, direction)
  }))
  const shown = mount(PathPicture, {
    props: {
      lanes,
      absence: 'lost',
      nowNs,
      selected: null,
      onSelect: (lane: number, stop: number) => void shown.setProps({ selected: { lane, stop } })
    },
    attachTo: document.body
  })
  view = shown
  return shown
}
const chosen = (): string =>
  document.querySelector('[data-stop][aria-pressed="true"]')?.getAttribute('aria-label') ?? ''
async function press(key: string): Promise<void> {
  await view?.get('svg').trigger('keydown', { key })
  await nextTick()
}

describe('the picture of a packet', () => {
  it('shows that SR-IOV goes past the software of the host, and virtio does not', () => {
    const lanes = show('out').findAll('.lane')
    expect(lanes[0]?.text()).toContain('bypassed')
    expect(lanes[1]?.text()).not.toContain('bypassed')
    expect(lanes[1]?.text()).toContain('vhost')
  })

  it('is one stop for the Tab key; arrow keys go with the packet and to the same place of another way', async () => {
    const picture = show('out')
    expect(picture.findAll('[data-stop][tabindex="0"]')).toHaveLength(1)
    await picture.get('[data-stop="0"]').trigger('focus')
    expect(chosen()).toMatch(/^Guest .*, sriov$/)
    await press('End')
    expect(chosen()).toMatch(/^Wire .*, sriov$/)
    await press('ArrowDown')
    expect(chosen()).toMatch(/^Wire .*, virtio$/)
    await press('ArrowLeft')
    expect(chosen()).not.toMatch(/^Wire/)
    expect(picture.findAll('[data-stop][tabindex="0"]')).toHaveLength(1)
  })

  it('keeps left and right what they look like for a packet that comes in', async () => {
    const picture = show('in')
    await picture.get('[data-stop="0"]').trigger('focus')
    expect(chosen()).toMatch(/^Wire/)
    await press('ArrowLeft')
    expect(chosen()).toMatch(/^VF queue/)
    await press('ArrowRight')
    expect(chosen()).toMatch(/^Wire/)
  })

  it('puts the packet where it is: outwards ever further to the right, inwards to the left', async () => {
    for (const direction of ['out', 'in'] as const) {
      const picture = show(direction)
      const whole = pathNs(pathOf('sriov', direction))
      const xs: number[] = []
      for (let share = 0; share <= 1; share += 0.05) {
        await picture.setProps({ nowNs: whole * share })
        xs.push(Number(picture.get('.lane circle').attributes('cx')))
      }
      expect(xs).toEqual([...xs].sort((a, b) => (direction === 'out' ? a - b : b - a)))
      expect(new Set(xs).size).toBeGreaterThan(5)
      picture.unmount()
    }
  })

  it('says of a packet without a path why it has none', async () => {
    const picture = show('out')
    expect(picture.text()).not.toContain('lost')
    await picture.setProps({ lanes: [{ title: 'sriov', look: 'one', path: [] }] })
    expect(picture.get('.lane').text()).toContain('lost')
    expect(picture.get('.lane').attributes('aria-label')).toBe('sriov: lost')
  })

  it('says when the packet is through', async () => {
    const picture = show('loop')
    expect(picture.text()).not.toContain('through')
    await picture.setProps({ nowNs: 1e9 })
    expect(picture.text()).toContain('through')
  })
})
