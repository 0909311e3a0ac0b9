/** How long judging takes that must follow a drag: a rack of 64 hosts with 64 VFs each, every VF with a VM of its own. */
import { checkPlan } from '#shared/check/check-plan.ts'
import { judgeDrop } from '#shared/check/judge-drop.ts'
import { rack } from '#shared/check/test-rack.ts'
import type { AssignableFunction } from '#shared/plan/types.ts'
import { median } from './median.ts'

const RUNS = 50
const WARM_UP = 10

function medianMs(work: () => unknown): number {
  const times: number[] = []
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const start = performance.now()
    work()
    if (run >= WARM_UP) times.push(performance.now() - start)
  }
  return median(times)
}

/** Prints the medians of judging the whole rack, and of one drop on one VM. */
export async function benchCheck(): Promise<void> {
  const { plan, hosts } = rack()
  const [given] = plan.assignments
  if (!given) throw new Error('the rack has no assignment')
  const fn: AssignableFunction = given.function
  const freed = { ...plan, assignments: plan.assignments.slice(1) }
  console.log(`check, 64 hosts x 64 VFs, median of ${RUNS}`)
  console.log(`  whole plan ${medianMs(() => checkPlan({ plan, hosts })).toFixed(2)} ms`)
  console.log(`  one drop   ${medianMs(() => judgeDrop({ plan: freed, hosts }, fn, given.vm)).toFixed(2)} ms`)
}
