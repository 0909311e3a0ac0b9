import { describe, expect, it } from 'vitest'
import { readingFunctions } from '#shared/export/bash/library/reading.ts'
import { stateFunctions } from '#shared/export/bash/library/state.ts'
import { shellQuote } from '#shared/export/bash/shell-quote.ts'
import { runTool } from './run-tool.ts'

const call = (library: string, ...commands: readonly string[]): string => {
  const { stderr, stdout } = runTool('bash', ['-s'], { input: [library, ...commands].join('\n') })
  expect(stderr).toBe('')
  return stdout.trimEnd()
}

describe('knob_in reads what ip prints of a VF', () => {
  // iproute2 6.1 with igb, read from a booted host.
  const igb =
    'link/ether 52:54:00:00:00:10 brd ff:ff:ff:ff:ff:ff, vlan 100, qos 3, tx rate 200 (Mbps), max_tx_rate 200Mbps, spoof checking on, link-state auto, trust off'
  const bare =
    'link/ether 00:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff, spoof checking off, link-state auto, trust on'
  // The form of iproute2 before 4.20, and all that later ones can add.
  const old = 'MAC 52:54:00:00:00:11, vlan 7, tx rate 50 (Mbps), spoof checking on, link-state enable'
  const rich =
    'link/ether 52:54:00:00:00:12 brd ff:ff:ff:ff:ff:ff, vlan 4094, qos 7, vlan protocol 802.1ad, max_tx_rate 25000Mbps, min_tx_rate 50Mbps, spoof checking off, NODE_GUID 00:00:00:00:00:00:00:00, link-state disable, trust on, query_rss off'

  it.each([
    ['mac', igb, '52:54:00:00:00:10'],
    ['mac', bare, 'none'],
    ['mac', old, '52:54:00:00:00:11'],
    ['vlan', igb, '100 3 802.1Q'],
    ['vlan', bare, '0 0 802.1Q'],
    ['vlan', old, '7 0 802.1Q'],
    ['vlan', rich, '4094 7 802.1ad'],
    ['max-tx-rate', igb, '200'],
    ['max-tx-rate', bare, '0'],
    ['max-tx-rate', rich, '25000'],
    ['min-tx-rate', igb, '0'],
    ['min-tx-rate', rich, '50'],
    ['spoofchk', igb, 'on'],
    ['spoofchk', rich, 'off'],
    ['trust', igb, 'off'],
    ['trust', bare, 'on'],
    ['link-state', igb, 'auto'],
    ['link-state', rich, 'disable']
  ])('%s of "%s"', (knob, text, found) => {
    expect(call(readingFunctions, `knob_in ${knob} ${shellQuote(text)} && echo "$FOUND"`)).toBe(found)
  })

  it('does not take a knob that is not reported for one that is off', () => {
    expect(call(readingFunctions, `knob_in trust ${shellQuote(old)} || echo "$FOUND"`)).toBe(
      'not reported by the driver'
    )
  })
})

describe('check_record', () => {
  const library = `SLUG=test\n${readingFunctions}\n${stateFunctions}`
  const accepts = (...fields: readonly string[]): boolean =>
    call(library, `if check_record ${fields.map(shellQuote).join(' ')}; then echo yes; else echo no; fi`) ===
    'yes'
  const pf = ['pf', '0000:01:00.0', '8086:10c9', '4', '1', '1500', '0']
  const vf = [
    'vf',
    '0000:01:00.0',
    '0',
    'igbvf',
    '-',
    'off',
    'none',
    '0',
    '0',
    '802.1Q',
    'on',
    'auto',
    '0',
    '0'
  ]

  it('takes what the script saves', () => {
    expect(accepts(...pf)).toBe(true)
    expect(accepts(...vf)).toBe(true)
    expect(accepts('vf', '0000:03:00.0', '0', '-', '-', ...Array.from({ length: 9 }, () => '-'))).toBe(true)
    expect(accepts('fn', '0000:04:00.0', '10de:1b80', 'nouveau', '-')).toBe(true)
  })

  it.each([
    ['cut off', pf.slice(0, -1)],
    ['too long', [...pf, '1']],
    ['an unknown kind', ['xx', ...pf.slice(1)]],
    ['a path for an address', ['pf', '../../../tmp', ...pf.slice(2)]],
    ['a command for a number', ['pf', '0000:01:00.0', '8086:10c9', '$(id)', '1', '1500', '0']],
    ['a path for a driver', [...vf.slice(0, 3), '../../tmp/x', ...vf.slice(4)]],
    ['a subscript for a number', ['pf', '0000:01:00.0', '8086:10c9', 'a[$(id)]', '1', '1500', '0']]
  ])('refuses a line that is damaged: %s', (_, fields) => {
    expect(accepts(...fields)).toBe(false)
  })
})
