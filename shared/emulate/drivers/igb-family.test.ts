import { describe, expect, it } from 'vitest'
import { IGB_OPCODE } from '../device/igb/messages.ts'
import { answerIgbVf } from '../device/igb/pf-driver.ts'
import { newVf } from '../device/ixgbe/pf-driver.ts'
import { igbFamily } from './igb-family.ts'
import { ixgbeFamily } from './ixgbe-family.ts'

const POLICY = { mac: null, portVlan: 0, isTrusted: false, isSpoofChecked: true, allowsRssQuery: false }
const CHOSEN = { ...answerIgbVf([IGB_OPCODE.RESET], newVf(0, POLICY)).state, mac: '02:00:00:00:00:99' }

describe('FLR of a VF', () => {
  it('leaves igb deaf for the VF until it sends RESET, and without its MAC', () => {
    expect(igbFamily.afterFlr(CHOSEN)).toMatchObject({ isClearToSend: false, mac: null })
  })

  it('leaves ixgbe listening, with the MAC', () => {
    expect(ixgbeFamily.afterFlr(CHOSEN)).toMatchObject({ isClearToSend: true, mac: '02:00:00:00:00:99' })
  })

  it('leaves igb a MAC that the host pinned', () => {
    const pinned = { ...CHOSEN, policy: { ...POLICY, mac: '52:54:00:00:00:01' } }
    expect(igbFamily.afterFlr(pinned).mac).toBe('52:54:00:00:00:01')
  })
})
