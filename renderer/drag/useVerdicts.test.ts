import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { DropVerdict } from '#shared/check/types.ts'
import type { DropTarget } from '#shared/plan/drop-target.ts'
import { useVerdicts, type Verdicts } from './useVerdicts.ts'

const vm = (id: string): DropTarget => ({ kind: 'vm', vm: id })
const allowed: DropVerdict = { kind: 'allowed' }
let frames: FrameRequestCallback[]
let time: number
let scope: EffectScope
let asked: string[]
let verdicts: Verdicts

beforeEach(() => {
  frames = []
  time = 0
  asked = []
  vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => (frames[id - 1] = () => undefined))
  vi.stubGlobal('performance', { now: () => time })
  scope = effectScope()
  const made = scope.run(() =>
    useVerdicts((target) => {
      asked.push(target.kind === 'vm' ? target.vm : target.kind)
      time += 5
      return allowed
    })
  )
  if (!made) throw new Error('no scope')
  verdicts = made
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})
const nextFrame = (): void => frames.splice(0).forEach((run) => run(time))

describe('verdicts of one drag', () => {
  it('are asked for once a target', () => {
    expect(verdicts.on(vm('a'))).toBeNull()
    expect(verdicts.now(vm('a'))).toEqual(allowed)
    expect(verdicts.now(vm('a'))).toEqual(allowed)
    expect(verdicts.on(vm('a'))).toEqual(allowed)
    expect(asked).toEqual(['a'])
  })

  it('come a part in each frame, so that no frame takes long', () => {
    const targets = ['a', 'b', 'c', 'd', 'e'].map(vm)
    verdicts.ahead(() => targets)
    const perFrame: string[][] = []
    for (let frame = 0; frame < 4; frame++) {
      nextFrame()
      perFrame.push(asked.splice(0))
    }
    expect(perFrame).toEqual([['a', 'b'], ['c', 'd'], ['e'], []])
  })

  it('leave out ahead what was asked for before', () => {
    verdicts.now(vm('a'))
    verdicts.ahead(() => [vm('a'), vm('b')])
    nextFrame()
    expect(asked).toEqual(['a', 'b'])
  })

  it('are forgotten, and no longer looked for, after the drag or with the view', () => {
    verdicts.now(vm('a'))
    verdicts.ahead(() => [vm('b')])
    verdicts.clear()
    nextFrame()
    expect(verdicts.on(vm('a'))).toBeNull()
    verdicts.ahead(() => [vm('b')])
    scope.stop()
    nextFrame()
    expect(asked).toEqual(['a'])
  })
})
