import { explainMoveError, type MoveError } from '#shared/plan/move-functions.ts'
import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at } from '#shared/inventory/test-host.ts'
import type { DropVerdict } from '#shared/check/types.ts'
import type { AssignableFunction } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { targetKey, type DropTarget } from '#shared/plan/drop-target.ts'
import { useFunctionDrag, type FunctionDrag } from './useFunctionDrag.ts'

const VF: AssignableFunction = { kind: 'vf', host: 'h1', pf: at('0000:01:00.0'), index: 3 }
const TARGETS: readonly DropTarget[] = [
  { kind: 'vm', vm: 'web1' },
  { kind: 'vm', vm: 'db1' },
  { kind: 'new-vm' }
]
const REFUSED: DropVerdict = {
  kind: 'refused',
  reasons: ['its IOMMU group is shared'],
  fix: 'give the whole group'
}

let scope: EffectScope
let drag: FunctionDrag
let dropped: string[]
let answer: Result<unknown, MoveError>

beforeEach(() => {
  dropped = []
  answer = ok(null)
  scope = effectScope()
  drag = scope.run(() =>
    useFunctionDrag({
      targets: () => TARGETS,
      name: (target) => (target.kind === 'vm' ? target.vm : target.kind),
      origin: () => ({ kind: 'pool' }),
      judge: (_, target) => (targetKey(target) === 'vm/db1' ? REFUSED : { kind: 'allowed' }),
      drop: (_, target) => {
        dropped.push(targetKey(target))
        return answer
      }
    })
  ) as FunctionDrag
})
afterEach(() => scope.stop())

/** Presses keys on the chip of the VF. Gives back whether the last one was taken from the page. */
function press(...keys: readonly string[]): boolean {
  let last = new KeyboardEvent('keydown')
  for (const key of keys) {
    last = new KeyboardEvent('keydown', { key, cancelable: true })
    drag.onKeydown(last, [VF], false)
  }
  return last.defaultPrevented
}
const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))

describe('dragging by keyboard', () => {
  it('picks up with Space and says what to do next', () => {
    expect(press(' ')).toBe(true)
    expect(drag.held.value?.functions).toEqual([VF])
    expect(drag.said.value).toBe(
      'Picked up VF 3 of 0000:01:00.0 from pool. Arrow keys choose a target, Enter drops, Escape cancels.'
    )
  })

  it('goes from target to target with the arrow keys, round the end', () => {
    press(' ', 'ArrowDown')
    expect(drag.over.value).toEqual(TARGETS[0])
    expect(drag.said.value).toBe('Over web1, 1 of 3. Allowed.')
    press('ArrowRight', 'ArrowDown', 'ArrowDown')
    expect(drag.over.value).toEqual(TARGETS[0])
    press('ArrowUp')
    expect(drag.over.value).toEqual(TARGETS[2])
  })

  it('drops with Enter where it is allowed', () => {
    press(' ', 'ArrowDown', 'Enter')
    expect(dropped).toEqual(['vm/web1'])
    expect(drag.held.value).toBeNull()
    expect(drag.said.value).toBe('Dropped VF 3 of 0000:01:00.0 on web1.')
  })

  it('says why a target refuses, does not drop there, and goes on', () => {
    press(' ', 'ArrowDown', 'ArrowDown')
    expect(drag.said.value).toBe(
      'Over db1, 2 of 3. Refused: its IOMMU group is shared. To fix it: give the whole group.'
    )
    press('Enter')
    expect(dropped).toEqual([])
    expect(drag.said.value).toContain('Not dropped: db1 does not take VF 3')
    press('ArrowDown', 'Enter')
    expect(dropped).toEqual(['new-vm'])
  })

  it('says so when the plan refuses at the last moment', () => {
    const error = { kind: 'no-such-vm', vm: 'db1' } as const
    answer = err(error)
    press(' ', 'ArrowDown', 'Enter')
    expect(drag.said.value).toContain(explainMoveError(error))
  })

  it('cancels with Escape, and with Tab without keeping the key', () => {
    press(' ', 'ArrowDown', 'Escape')
    expect(drag.held.value).toBeNull()
    expect(drag.said.value).toBe('Cancelled. VF 3 of 0000:01:00.0 stays with pool.')
    press(' ')
    expect(press('Tab')).toBe(false)
    expect(drag.held.value).toBeNull()
    expect(dropped).toEqual([])
  })

  it('leaves arrow keys to the page while nothing is held', () => {
    expect(press('ArrowDown')).toBe(false)
    expect(drag.held.value).toBeNull()
  })
})

describe('dragging by mouse', () => {
  it('has a verdict on every target soon after the start, before any of them is reached', async () => {
    drag.pickUp([VF], 'mouse', false)
    await nextFrame()
    await nextFrame()
    expect(TARGETS.map((target) => drag.verdictOn(target)?.kind)).toEqual(['allowed', 'refused', 'allowed'])
  })

  it('judges at once where a drop comes before the verdict', () => {
    drag.pickUp([VF], 'mouse', false)
    expect(drag.verdictOn({ kind: 'vm', vm: 'db1' })).toBeNull()
    expect(drag.verdictNow({ kind: 'vm', vm: 'db1' })).toEqual(REFUSED)
  })

  it('ends when it is let go over a target that refuses, and says why', () => {
    drag.pickUp([VF], 'mouse', false)
    drag.aim({ kind: 'vm', vm: 'db1' })
    drag.drop({ kind: 'vm', vm: 'db1' })
    expect(dropped).toEqual([])
    expect(drag.held.value).toBeNull()
    expect(drag.said.value).toContain('its IOMMU group is shared')
  })

  it('has no verdict to show once nothing is held', () => {
    drag.pickUp([VF], 'mouse', false)
    drag.verdictNow({ kind: 'new-vm' })
    drag.cancel()
    expect(drag.verdictOn({ kind: 'new-vm' })).toBeNull()
  })
})
