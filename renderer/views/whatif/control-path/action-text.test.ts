import { expect, it } from 'vitest'
import type { SystemAction } from '#shared/emulate/types.ts'
import { actionWords } from './action-text.ts'

it.each([
  [
    { kind: 'set-policy', vf: 1, change: { isTrusted: true, maxMbps: 100 } },
    'ip link set PF vf 1 trust on max_tx_rate 100'
  ],
  [
    { kind: 'send', vf: 0, to: { kind: 'vf', vf: 2 }, vlan: 5, sourceMac: 'aa' },
    'VF 0 sends to VF 2, tagged 5, as aa'
  ],
  [
    { kind: 'dma', vf: 0, operation: 'read', target: { kind: 'address', address: 4096 } },
    'VF 0 reads address 0x1000'
  ],
  [{ kind: 'set-link', isUp: false }, 'Link down']
] satisfies [SystemAction, string][])(
  'an action reads as one would say it at the host: %#',
  (action, words) => {
    expect(actionWords(action)).toBe(words)
  }
)
