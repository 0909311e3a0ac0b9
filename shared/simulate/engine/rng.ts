/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Random numbers from a seed, the same on every platform: xoshiro128** with its state filled by splitmix32.
 * Integer arithmetic of 32 bits, and for exponential times the arithmetic of negative-log.ts.
 * Source: Blackman and Vigna, prng.di.unimi.it.
 */
import { negativeLog } from './negative-log.ts'

/**
 * Independent streams of random numbers, one for each part of a run. What a stream gives does not depend on how many
 * others there are or on how much is drawn from them.
 */
export class RandomStreams {
  /** Four words for each stream. */
  private readonly state: Int32Array

  /** `seed`: 32 bits. */
  constructor(seed: number, streams: number) {
    this.state = new Int32Array(4 * streams)
    const root = splitMix(seed)()
    for (let stream = 0; stream < streams; stream++) {
      const next = splitMix(root ^ Math.imul(stream + 1, 0x9e3779b9))
      // Four words of one splitmix32 period differ, so they are never all zero (which would stay so).
      for (let word = 0; word < 4; word++) this.state[4 * stream + word] = next()
    }
  }

  /** A stream that goes on from a state of four words, not all zero. */
  static fromState(state: readonly [number, number, number, number]): RandomStreams {
    const streams = new RandomStreams(0, 1)
    streams.state.set(state)
    return streams
  }

  /** 0 to 2^32 - 1. */
  uint32(stream: number): number {
    const s = this.state
    const at = 4 * stream
    const s1 = s[at + 1]!
    const times5 = Math.imul(s1, 5)
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9)
    const s2 = s[at + 2]! ^ s[at]!
    const s3 = s[at + 3]! ^ s1
    s[at + 1] = s1 ^ s2
    s[at]! ^= s3
    s[at + 2] = s2 ^ (s1 << 9)
    s[at + 3] = (s3 << 11) | (s3 >>> 21)
    return result >>> 0
  }

  /**
   * Whole nanoseconds between events of a Poisson process with mean `meanNs[stream]`, into `out[from] .. out[to - 1]`: a
   * word of the stream for each. (Numbers with fractions are passed in arrays: as arguments they would be allocated.)
   */
  fillExponentialNs(stream: number, meanNs: Float64Array, out: Float64Array, from: number, to: number): void {
    const mean = meanNs[stream]!
    const at = 4 * stream
    let s0 = this.state[at]!
    let s1 = this.state[at + 1]!
    let s2 = this.state[at + 2]!
    let s3 = this.state[at + 3]!
    for (let i = from; i < to; i++) {
      const times5 = Math.imul(s1, 5)
      const word = Math.imul((times5 << 7) | (times5 >>> 25), 9)
      out[i] = Math.floor(mean * negativeLog(word) + 0.5)
      const shifted = s1 << 9
      s2 ^= s0
      s3 ^= s1
      s1 ^= s2
      s0 ^= s3
      s2 ^= shifted
      s3 = (s3 << 11) | (s3 >>> 21)
    }
    this.state[at] = s0
    this.state[at + 1] = s1
    this.state[at + 2] = s2
    this.state[at + 3] = s3
  }
}

/** Words from one word (splitmix32), as signed integers. */
function splitMix(seed: number): () => number {
  let x = seed | 0
  return () => {
    x = (x + 0x9e3779b9) | 0
    let z = x
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
}
