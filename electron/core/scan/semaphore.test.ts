import { expect, test } from 'vitest'
import { slots } from './semaphore.ts'

test('never runs more than there are slots, and everything in order', async () => {
  const { run } = slots(3)
  const started: number[] = []
  let running = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      run(async () => {
        started.push(n)
        most = Math.max(most, ++running)
        // Ends in another order than it began.
        for (let turn = 0; turn < 5 + (n % 4); turn++) await Promise.resolve()
        running -= 1
      })
    )
  )
  expect(most).toBe(3)
  expect(started).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

test('a failure frees its slot', async () => {
  const { run } = slots(1)
  await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await run(() => Promise.resolve('yes'))).toBe('yes')
})

test('who waits for the user holds up nobody', async () => {
  const { run, pause } = slots(1)
  const order: string[] = []
  let answer: () => void = () => undefined
  const asking = run(async () => {
    order.push('asks')
    await pause(() => new Promise<void>((resolve) => (answer = resolve)))
    order.push('goes on')
  })
  const other = run(() => Promise.resolve(order.push('other')))
  await other
  answer()
  await asking
  expect(order).toEqual(['asks', 'other', 'goes on'])
})
