/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Random numbers from a seed, the same on every platform: xoshiro128** with its state filled by splitmix32.
 * Integer arithmetic of 32 bits only. Source: Blackman and Vigna, prng.di.unimi.it.
 *
 * `exponentialNs` uses `Math.log`, whose last bit may differ between engines; times are rounded to whole nanoseconds,
 * so a difference shows only where a value lies within that bit of half a nanosecond.
 */
export class Rng {
  private readonly state: Uint32Array

  /** From a seed of 32 bits, or from the four words of a state (not all zero). */
  constructor(seed: number | readonly [number, number, number, number]) {
    this.state = typeof seed === 'number' ? expand(seed) : Uint32Array.from(seed)
  }

  /** 0 to 2^32 - 1. */
  uint32(): number {
    const s = this.state
    const s1 = s[1]!
    const times5 = Math.imul(s1, 5)
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0
    const t = s1 << 9
    s[2]! ^= s[0]!
    s[3]! ^= s1
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= t
    const s3 = s[3]!
    s[3] = (s3 << 11) | (s3 >>> 21)
    return result
  }

  /** At least 0, below 1, in steps of 2^-32. */
  uniform(): number {
    return this.uint32() / 2 ** 32
  }

  /** 0 to `below` - 1, without bias. */
  integer(below: number): number {
    const limit = 2 ** 32 - (2 ** 32 % below)
    let word = this.uint32()
    while (word >= limit) word = this.uint32()
    return word % below
  }

  /** Whole nanoseconds between events of a Poisson process with this mean. */
  exponentialNs(meanNs: number): number {
    return Math.round(-meanNs * Math.log(1 - this.uniform()))
  }

  /** A generator of its own for part `index` of a run: streams do not depend on how many there are. */
  fork(index: number): Rng {
    return new Rng((this.state[0]! ^ Math.imul(index + 1, 0x9e3779b9)) >>> 0)
  }
}

/** Four words from one (splitmix32). Never all zero, which would stay so: its outputs within a period differ. */
function expand(seed: number): Uint32Array {
  const state = new Uint32Array(4)
  let x = seed >>> 0
  for (let i = 0; i < 4; i++) {
    x = (x + 0x9e3779b9) >>> 0
    let z = x
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    state[i] = z ^ (z >>> 16)
  }
  return state
}
