import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FUNCTIONAL_CASES } from './functional/cases.ts'
import { kernelSubject } from './functional/kernel-subject.ts'
import { modelSubject } from './functional/model-subject.ts'
import { runCase } from './functional/run-case.ts'
import { startHost } from './start-host.ts'
import type { VirtualHost } from './virtual-host.ts'

const say = (message: string): void => console.log(message)

describe('the functional model and a real kernel', () => {
  let host: VirtualHost

  beforeAll(async () => {
    host = await startHost({ topology: 'two-nics', save: true, say })
  })

  afterAll(() => host?.stop())

  it.each(FUNCTIONAL_CASES)('$name', async (each) => {
    const real = await runCase(kernelSubject(host), each)
    const model = await runCase(modelSubject(), each)
    // What no case spells out has to agree as well: every register, address and BAR.
    expect(model).toEqual(real)
  })
})
