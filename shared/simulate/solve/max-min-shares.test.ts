/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxMinShares } from './max-min-shares.ts'
import { nextBottlenecks, NOTHING } from './next-bottleneck.ts'
import { OWN_LIMIT, type FlowProblem } from './problem.ts'

interface Flow {
  readonly uses: readonly (readonly [resource: number, cost: number])[]
  readonly limit?: number
  readonly floor?: number
  readonly weight?: number
}

/** A problem as people write it. */
function problem(capacity: readonly number[], flows: readonly Flow[]): FlowProblem {
  const start = [0]
  const resource: number[] = []
  const cost: number[] = []
  for (const flow of flows) {
    for (const [r, c] of flow.uses) {
      resource.push(r)
      cost.push(c)
    }
    start.push(resource.length)
  }
  return {
    flows: flows.length,
    resources: capacity.length,
    start: Int32Array.from(start),
    resource: Int32Array.from(resource),
    cost: Float64Array.from(cost),
    capacity: Float64Array.from(capacity),
    limit: Float64Array.from(flows, (flow) => flow.limit ?? Infinity),
    floor: Float64Array.from(flows, (flow) => flow.floor ?? 0),
    weight: Float64Array.from(flows, (flow) => flow.weight ?? 1)
  }
}

/** The same shares by raising everybody in tiny steps: slow, and too simple to be wrong in the same way. */
function bySmallSteps(p: FlowProblem, step: number): number[] {
  const rate = Array.from({ length: p.flows }, () => 0)
  const load = Array.from({ length: p.resources }, () => 0)
  const isStopped = rate.map(() => false)
  while (isStopped.some((stopped) => !stopped)) {
    for (let f = 0; f < p.flows; f++) {
      if (isStopped[f]) continue
      const more = step * p.weight[f]!
      let fits = rate[f]! + more <= p.limit[f]!
      for (let k = p.start[f]!; k < p.start[f + 1]!; k++)
        if (load[p.resource[k]!]! + more * p.cost[k]! > p.capacity[p.resource[k]!]!) fits = false
      if (!fits) {
        isStopped[f] = true
        continue
      }
      rate[f]! += more
      for (let k = p.start[f]!; k < p.start[f + 1]!; k++) load[p.resource[k]!]! += more * p.cost[k]!
    }
  }
  return rate
}

const arbitraryProblem = fc
  .record({
    capacity: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }),
    flows: fc.array(
      fc.record({
        picks: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }),
        cost: fc.integer({ min: 1, max: 5 }),
        limit: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        weight: fc.integer({ min: 1, max: 4 })
      }),
      { minLength: 1, maxLength: 12 }
    )
  })
  .map(({ capacity, flows }) =>
    problem(
      capacity,
      flows.map(({ picks, cost, limit, weight }) => ({
        uses: [...new Set(picks.map((pick) => pick % capacity.length))].map((r) => [r, cost] as const),
        ...(limit === undefined ? {} : { limit }),
        weight
      }))
    )
  )

describe('max-min fair shares', () => {
  it('divide one wire equally among greedy flows', () => {
    const { rate, bottleneck } = maxMinShares(
      problem([10], [{ uses: [[0, 1]] }, { uses: [[0, 1]] }, { uses: [[0, 1]] }, { uses: [[0, 1]] }])
    )
    expect([...rate]).toEqual([2.5, 2.5, 2.5, 2.5])
    expect([...bottleneck]).toEqual([0, 0, 0, 0])
  })

  it('give what a limited flow leaves to the others', () => {
    const { rate, bottleneck } = maxMinShares(
      problem([10], [{ uses: [[0, 1]], limit: 2 }, { uses: [[0, 1]] }])
    )
    expect([...rate]).toEqual([2, 8])
    expect([...bottleneck]).toEqual([OWN_LIMIT, 0])
  })

  it('solve the textbook network of three links', () => {
    // Bertsekas and Gallager: a long flow over both links, one short flow on each.
    const { rate } = maxMinShares(
      problem(
        [1, 2],
        [
          {
            uses: [
              [0, 1],
              [1, 1]
            ]
          },
          { uses: [[0, 1]] },
          { uses: [[1, 1]] }
        ]
      )
    )
    expect([...rate]).toEqual([0.5, 0.5, 1.5])
  })

  it('follow weights', () => {
    const { rate } = maxMinShares(
      problem(
        [7.27],
        [1, 10, 89].map((weight) => ({ uses: [[0, 1]] as const, weight }))
      )
    )
    expect(rate[0]).toBeCloseTo(0.0727, 4)
    expect(rate[2]).toBeCloseTo(6.4703, 4)
  })

  it('keep a floor, and let the others share the rest', () => {
    const { rate } = maxMinShares(
      problem([10], [{ uses: [[0, 1]], floor: 6 }, { uses: [[0, 1]] }, { uses: [[0, 1]] }])
    )
    expect([...rate]).toEqual([6, 2, 2])
  })

  it('make nothing of a floor below the fair share', () => {
    const { rate } = maxMinShares(
      problem([9], [{ uses: [[0, 1]], floor: 1 }, { uses: [[0, 1]] }, { uses: [[0, 1]] }])
    )
    expect([...rate]).toEqual([3, 3, 3])
  })

  it('scale floors down that do not fit together', () => {
    const { rate } = maxMinShares(
      problem(
        [10],
        [
          { uses: [[0, 1]], floor: 15 },
          { uses: [[0, 1]], floor: 5 }
        ]
      )
    )
    expect(rate[0]).toBeCloseTo(7.5)
    expect(rate[1]).toBeCloseTo(2.5)
  })

  it('let a flow without resources have its demand', () => {
    const { rate } = maxMinShares(problem([], [{ uses: [], limit: 3 }]))
    expect([...rate]).toEqual([3])
  })

  it('give nothing over a resource without capacity', () => {
    const { rate } = maxMinShares(
      problem(
        [0, 5],
        [
          {
            uses: [
              [0, 1],
              [1, 1]
            ]
          },
          { uses: [[1, 1]] }
        ]
      )
    )
    expect([...rate]).toEqual([0, 5])
  })

  it('never exceed a capacity or a limit', () => {
    fc.assert(
      fc.property(arbitraryProblem, (p) => {
        const { rate, load } = maxMinShares(p)
        for (let r = 0; r < p.resources; r++) expect(load[r]).toBeLessThanOrEqual(p.capacity[r]! * (1 + 1e-9))
        for (let f = 0; f < p.flows; f++) expect(rate[f]).toBeLessThanOrEqual(p.limit[f]!)
      })
    )
  })

  it('account for every unit: the load of a resource is what its flows cost it', () => {
    fc.assert(
      fc.property(arbitraryProblem, (p) => {
        const { rate, load } = maxMinShares(p)
        const expected = new Float64Array(p.resources)
        for (let f = 0; f < p.flows; f++)
          for (let k = p.start[f]!; k < p.start[f + 1]!; k++)
            expected[p.resource[k]!]! += rate[f]! * p.cost[k]!
        for (let r = 0; r < p.resources; r++) expect(load[r]).toBeCloseTo(expected[r]!, 6)
      })
    )
  })

  it('meet the definition: a flow that could want more has a full resource on which nobody of equal weight has more', () => {
    fc.assert(
      fc.property(arbitraryProblem, (p) => {
        const { rate, load, bottleneck } = maxMinShares(p)
        const uses = (f: number, r: number): boolean =>
          p.resource.subarray(p.start[f], p.start[f + 1]).includes(r)
        for (let f = 0; f < p.flows; f++) {
          const b = bottleneck[f]!
          if (b === OWN_LIMIT) {
            expect(rate[f]).toBeCloseTo(p.limit[f]!, 6)
            continue
          }
          expect(load[b]).toBeCloseTo(p.capacity[b]!, 6)
          for (let g = 0; g < p.flows; g++)
            if (uses(g, b))
              expect(rate[g]! / p.weight[g]!).toBeLessThanOrEqual((rate[f]! / p.weight[f]!) * (1 + 1e-6))
        }
      })
    )
  })

  it('agree with filling in tiny steps', () => {
    fc.assert(
      fc.property(arbitraryProblem, (p) => {
        const step = 1e-3
        const { rate } = maxMinShares(p)
        bySmallSteps(p, step).forEach((slow, f) => {
          // Every step may round every flow down once on each of the resources before it.
          expect(Math.abs(rate[f]! - slow)).toBeLessThan(step * 4 * 5 * 12 * 4)
        })
      }),
      { numRuns: 40 }
    )
  })

  it('never give a flow more because another one came', () => {
    // One shared resource with limits: what the ports of the product are.
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 1, max: 200 }),
        (limits, capacity) => {
          const flows = limits.map((limit) => ({ uses: [[0, 1]] as const, limit }))
          const all = maxMinShares(problem([capacity], flows)).rate
          const fewer = maxMinShares(problem([capacity], flows.slice(1))).rate
          fewer.forEach((before, f) => expect(all[f + 1]).toBeLessThanOrEqual(before + 1e-9))
        }
      )
    )
  })

  it('treat flows that do not differ alike, wherever they stand', () => {
    fc.assert(
      fc.property(arbitraryProblem, fc.nat(11), (p, pick) => {
        const twin = pick % p.flows
        const flows = Array.from({ length: p.flows + 1 }, (_, f): Flow => {
          const from = f === p.flows ? twin : f
          const uses = Array.from(
            { length: p.start[from + 1]! - p.start[from]! },
            (_, i) => [p.resource[p.start[from]! + i]!, p.cost[p.start[from]! + i]!] as const
          )
          return { uses, limit: p.limit[from]!, weight: p.weight[from]! }
        })
        const { rate } = maxMinShares(problem([...p.capacity], flows))
        expect(rate[p.flows]).toBeCloseTo(rate[twin]!, 9)
      })
    )
  })
})

describe('next bottlenecks', () => {
  it('name the resource that all flows of a wire would fill together after it', () => {
    const p = problem(
      [10, 30, 13],
      [
        {
          uses: [
            [0, 1],
            [1, 1]
          ]
        },
        {
          uses: [
            [0, 1],
            [1, 1],
            [2, 1]
          ]
        }
      ]
    )
    // Rising together from 5 + 5: resource 1 is full 10 each later, resource 2 (one flow) only 8 later.
    expect([...nextBottlenecks(p, maxMinShares(p))]).toEqual([1, 2])
  })

  it('say that nothing comes next where a wire is all there is', () => {
    const p = problem([10], [{ uses: [[0, 1]] }])
    expect([...nextBottlenecks(p, maxMinShares(p))]).toEqual([NOTHING])
  })

  it('name the resource with the least room for a flow at its own limit', () => {
    const p = problem(
      [10, 4],
      [
        {
          uses: [
            [0, 1],
            [1, 1]
          ],
          limit: 2
        }
      ]
    )
    expect([...nextBottlenecks(p, maxMinShares(p))]).toEqual([1])
  })

  it('name the own limit of a flow that a full wire holds', () => {
    const p = problem([10], [{ uses: [[0, 1]], limit: 9 }, { uses: [[0, 1]] }])
    expect([...nextBottlenecks(p, maxMinShares(p))]).toEqual([OWN_LIMIT, NOTHING])
  })
})
