import { describe, expect, it } from 'vitest'
import { answerVirtchnl, newVirtchnlVf, STATUS, type VirtchnlVf } from './pf-driver.ts'
import { afterAnswer, newIavf, nextRequest, type IavfState } from './vf-driver.ts'

const OWN = '02:00:00:00:00:01'
const PINNED = '52:54:00:00:00:01'
const OPEN = { isTrusted: false, pinnedMac: null as string | null, portVlan: 0 }

/** Runs the driver against the PF's state machine; gives what it asked, in order. */
function comeUp(
  policy: Partial<typeof OPEN> = {},
  pfMajor = 1
): { ops: string[]; vf: IavfState; pf: VirtchnlVf } {
  let vf = newIavf(OWN)
  let pf = newVirtchnlVf(0, { ...OPEN, ...policy })
  const ops: string[] = []
  for (let request = nextRequest(vf); request !== null; request = nextRequest(vf)) {
    ops.push(request.op)
    const answer = answerVirtchnl(request, pf, { major: pfMajor, minor: 1 })
    pf = answer.vf
    if (answer.reply !== null) vf = afterAnswer(vf, answer.reply)
  }
  return { ops, vf, pf }
}

describe('VF driver over virtchnl', () => {
  it('comes up in the order that the PF wants', () => {
    const { ops, vf, pf } = comeUp()
    expect(ops).toEqual([
      'VERSION',
      'GET_VF_RESOURCES',
      'CONFIG_IRQ_MAP',
      'ADD_ETH_ADDR',
      'CONFIG_VSI_QUEUES',
      'ENABLE_QUEUES'
    ])
    expect([vf.stage, pf.stage, vf.queues]).toEqual(['running', 'running', 4])
    expect(vf.version).toEqual({ major: 1, minor: 1 })
  })

  it('makes an address up where the host pinned none', () => {
    expect(comeUp().vf.mac).toBe(OWN)
    expect(comeUp({ pinnedMac: PINNED }).vf.mac).toBe(PINNED)
  })

  it('gives up on a PF of another major version', () => {
    const { ops, vf } = comeUp({}, 2)
    expect(ops).toEqual(['VERSION'])
    expect([vf.stage, nextRequest(vf)]).toEqual(['failed', null])
  })

  it('gives up where the PF has no resources, but not where it refuses the address', () => {
    const at = (stage: IavfState['stage']): IavfState => ({ ...newIavf(OWN), stage })
    expect(afterAnswer(at('resources'), { status: STATUS.ERR_PARAM }).stage).toBe('failed')
    expect(afterAnswer(at('address'), { status: STATUS.ERR_PARAM }).stage).toBe('queues')
  })
})
