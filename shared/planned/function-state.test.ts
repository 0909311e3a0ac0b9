import { describe, expect, it } from 'vitest'
import type { FunctionUse } from '../inventory/types.ts'
import { usageOf } from '../inventory/usage/types.ts'
import { functionState } from './function-state.ts'

const VM: FunctionUse = { kind: 'vm', vm: 'legacy-db', pid: 4211 }
const ADDRESSED: FunctionUse = { kind: 'addressed', interface: 'enp1s0v0', addresses: ['10.0.0.5/24'] }

describe('the state of a function', () => {
  it('is free where nobody has it', () => {
    expect(functionState(null, usageOf([]))).toEqual({ kind: 'free' })
  })

  it('is given where the plan says so, and says when it is in use as well', () => {
    expect(functionState('web1', usageOf([]))).toEqual({ kind: 'given', vm: 'web1', isRunning: false })
    expect(functionState('web1', usageOf([VM]))).toEqual({ kind: 'given', vm: 'web1', isRunning: true })
  })

  it('names the running VM that holds it: it is not free whatever the plan thinks', () => {
    expect(functionState(null, usageOf([ADDRESSED, VM]))).toEqual({ kind: 'running', by: 'legacy-db' })
  })

  it('is not free where use cannot be ruled out', () => {
    const doubt = { kind: 'guest', what: 'whether a process holds it', reason: 'needs root' } as const
    expect(functionState(null, usageOf([], [doubt]))).toEqual({
      kind: 'unclear',
      why: 'not known whether a process holds it (needs root)'
    })
  })

  it('tells what the host does with it', () => {
    expect(functionState(null, usageOf([ADDRESSED]))).toEqual({
      kind: 'host',
      why: 'enp1s0v0 has 10.0.0.5/24'
    })
  })
})
