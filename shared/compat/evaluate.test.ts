import { describe, expect, it } from 'vitest'
import { builtinData } from './builtin.ts'
import { combineCompat } from './combine.ts'
import { evaluatePair } from './evaluate.ts'
import type { CompatFile, Facts, Rule, Verdict } from './types.ts'

const QUESTIONS: readonly (readonly [string, Facts, Verdict])[] = [
  [
    'an out-of-tree i40e with a newer iavf is supported',
    {
      'pf.driver': 'i40e',
      'pf.origin': 'oot',
      'pf.version': '2.20.12',
      'pf.fw': '9.01',
      'pf.pciId': '8086:1572',
      'vf.driver': 'iavf',
      'vf.origin': 'oot',
      'vf.version': '4.5.3',
      'vf.pciId': '8086:154c',
      'vf.os': 'linux'
    },
    'supported'
  ],
  [
    'an ixgbevf that asks for more than its PF knows settles lower',
    {
      'pf.driver': 'ixgbe',
      'pf.origin': 'oot',
      'pf.version': '5.19.9',
      'pf.pciId': '8086:10fb',
      'vf.driver': 'ixgbevf',
      'vf.origin': 'oot',
      'vf.version': '5.1.6',
      'vf.pciId': '8086:10ed'
    },
    'supported'
  ],
  [
    'both ends in-tree 6.12 work',
    {
      'pf.driver': 'ixgbe',
      'pf.origin': 'in-tree',
      'pf.kernel': '6.12.117',
      'vf.driver': 'ixgbevf',
      'vf.origin': 'in-tree',
      'vf.kernel': '6.12.117'
    },
    'supported'
  ],
  [
    'a VF of mailbox 1.0 loses receive behind jumbo frames of an 82599',
    {
      'pf.driver': 'ixgbe',
      'pf.origin': 'in-tree',
      'pf.kernel': '6.12.117',
      'pf.pciId': '8086:10fb',
      'pf.mtu': 9000,
      'vf.driver': 'ixgbevf',
      'vf.origin': 'oot',
      'vf.version': '2.6.2'
    },
    'unsupported'
  ],
  [
    'iavf before 4.1 filters VLANs in software behind double VLAN',
    {
      'pf.driver': 'ice',
      'pf.origin': 'oot',
      'pf.version': '1.9.11',
      'pf.pciId': '8086:1592',
      'pf.mode': 'double-vlan',
      'pf.portVlan': false,
      'vf.driver': 'iavf',
      'vf.origin': 'oot',
      'vf.version': '4.0.2',
      'vf.pciId': '8086:1889'
    },
    'works-with-limits'
  ],
  [
    'a Windows guest with v40e65 before 1.5.65.0 may not load',
    {
      'pf.driver': 'ice',
      'pf.origin': 'oot',
      'pf.version': '1.13.7',
      'pf.pciId': '8086:1592',
      'vf.driver': 'v40e65',
      'vf.version': '1.5.60.0',
      'vf.os': 'windows',
      hypervisor: 'kvm'
    },
    'unsupported'
  ],
  [
    'ixgbevf does not bind an X710 VF',
    {
      'pf.driver': 'i40e',
      'pf.origin': 'oot',
      'pf.version': '2.26.8',
      'vf.driver': 'ixgbevf',
      'vf.origin': 'oot',
      'vf.version': '5.1.7',
      'vf.pciId': '8086:154c'
    },
    'unsupported'
  ],
  [
    'vGPU: a later manager with the previous guest branch has limits',
    {
      'pf.driver': 'nvidia-vgpu-manager',
      'vf.driver': 'nvidia-grid',
      'vgpu.major': '19',
      'vgpu.branchDelta': '1',
      'vgpu.bothLts': false,
      hypervisor: 'esxi'
    },
    'works-with-limits'
  ],
  [
    'QAT: a guest newer than its host goes on at its own risk',
    {
      'pf.driver': 'qat',
      'pf.origin': 'in-tree',
      'pf.kernel': '6.1.192',
      'pf.pciId': '8086:37c8',
      'vf.driver': 'qat-vf',
      'vf.origin': 'in-tree',
      'vf.kernel': '6.12.117',
      'vf.pciId': '8086:37c9'
    },
    'works-with-limits'
  ],
  [
    'LiquidIO: majors must be equal',
    { 'pf.driver': 'liquidio', 'vf.driver': 'liquidio_vf', 'lio.majorDiffers': true },
    'unsupported'
  ]
]

const question = (number: number): Facts => QUESTIONS[number - 1]?.[1] ?? {}

describe('the built-in data', () => {
  it.each(QUESTIONS)('%s', (_name, facts, verdict) => {
    expect(evaluatePair(facts, builtinData).verdict).toBe(verdict)
  })

  it('shows a tested combination beside the verdict, and the flags that only one side has', () => {
    const result = evaluatePair(question(1), builtinData)
    expect(result.testedRow).toBe('DPDK-I40E-22.11')
    expect(result.negotiated).toMatchObject([{ protocol: 'virtchnl', version: '1.1', refused: [] }])
    expect(result.capabilities.both).toContain('VLAN_V2 (only if the PF is in double-VLAN mode)')
    expect(result.capabilities.vfOnly).not.toContain('CRC')
    expect(result.confidence).toBe('high')
  })

  it('plays the mailbox negotiation', () => {
    const [mailbox] = evaluatePair(question(2), builtinData).negotiated
    expect(mailbox).toMatchObject({ version: '1.3', refused: ['1.6', '1.5'] })
    expect(evaluatePair(question(3), builtinData).negotiated).toMatchObject([{ version: '1.4' }])
  })

  it('lets a PF of 1500 bytes take the old mailbox that jumbo frames break', () => {
    const result = evaluatePair({ ...question(4), 'pf.mtu': 1500 }, builtinData)
    expect(result.verdict).toBe('supported')
  })

  it('is unknown where nobody published anything', () => {
    expect(evaluatePair({ 'pf.driver': 'bnxt_en', 'vf.driver': 'bnxt_en' }, builtinData)).toMatchObject({
      verdict: 'unknown',
      confidence: 'low'
    })
    expect(evaluatePair({ 'pf.driver': 'rarenic', 'vf.driver': 'rarevf' }, builtinData)).toMatchObject({
      verdict: 'unknown',
      hits: []
    })
  })

  it('does not take a tested host for a tested pair', () => {
    const facts = { 'pf.os': 'rhel-10', 'pf.pciId': '8086:1592', 'pf.driver': 'ice', 'vf.driver': 'homemade' }
    expect(evaluatePair(facts, builtinData)).toMatchObject({ verdict: 'unknown', testedRow: 'RHEL-10' })
  })

  it('asks for the guest driver version where that would decide', () => {
    const { needs } = evaluatePair(
      { 'pf.driver': 'ice', 'vf.driver': 'iavf', 'pf.pciId': '8086:1592' },
      builtinData
    )
    expect(needs).toContainEqual({ rule: 'PAIR-06', missing: ['vf.origin', 'vf.version'] })
    const asked = needs.flatMap((need) => need.missing)
    expect(asked).not.toContain('features')
  })

  it('never asks an in-tree driver for a version', () => {
    const facts = { 'pf.driver': 'ice', 'pf.origin': 'in-tree', 'pf.kernel': '6.12.117', 'vf.driver': 'iavf' }
    const asked = evaluatePair(facts, builtinData).needs.flatMap((need) => need.missing)
    expect(asked).not.toContain('pf.version')
  })

  it('trusts distribution kernels less, since they carry fixes of later ones', () => {
    const plain = { 'pf.driver': 'qat', 'pf.pciId': '8086:4942', 'pf.kernel': '5.15.0' }
    expect(evaluatePair(plain, builtinData)).toMatchObject({ verdict: 'unsupported', confidence: 'high' })
    expect(evaluatePair({ ...plain, 'pf.kernel': '5.15.0-122-generic' }, builtinData).confidence).toBe(
      'medium'
    )
  })
})

describe('files of a site or a user', () => {
  const rule: Rule = {
    id: 'LAB-1',
    layer: 'policy',
    match: { 'pf.driver': 'igb', 'vf.driver': 'igbvf' },
    verdict: 'unsupported',
    why: 'seen to hang here',
    source: ['user'],
    confidence: 'medium'
  }
  const base: CompatFile = {
    schemaVersion: 1,
    name: 'base',
    priority: 0,
    sources: {},
    rules: [{ ...rule, id: 'B', verdict: 'supported' }]
  }
  const user: CompatFile = { schemaVersion: 1, name: 'user', priority: 200, sources: {}, rules: [rule] }
  const facts = { 'pf.driver': 'igb', 'vf.driver': 'igbvf' }

  it('replace a built-in rule that matches on the same', () => {
    expect(evaluatePair(facts, combineCompat([base, user])).hits.map((hit) => hit.rule)).toEqual(['LAB-1'])
  })

  it('take rules out by id, and can be switched off', () => {
    const narrower: Rule = {
      ...rule,
      id: 'LAB-2',
      match: { ...rule.match, 'vf.version': '<2' },
      overrides: ['B']
    }
    const ids = (rules: readonly Rule[]): readonly string[] =>
      combineCompat([base, { ...user, rules }]).rules.map((one) => one.id)
    expect(ids([narrower])).toEqual(['LAB-2'])
    expect(ids([{ ...rule, disabled: true }])).toEqual([])
  })

  it('cannot be overridden by the built-in rules', () => {
    const rude: CompatFile = {
      ...base,
      rules: [{ ...rule, id: 'B', match: { 'pf.driver': 'igb' }, overrides: ['LAB-1'] }]
    }
    expect(combineCompat([rude, user]).rules.map((one) => one.id)).toEqual(['LAB-1', 'B'])
  })
})
