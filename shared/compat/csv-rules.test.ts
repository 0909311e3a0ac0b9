import { describe, expect, it } from 'vitest'
import { parseCsvRules } from './csv-rules.ts'

const HEADER =
  'id,layer,pf.driver,pf.version,vf.driver,vf.version,rack.cooling,verdict,why,fix,source,confidence'

describe('parseCsvRules', () => {
  it('reads a rule a line, with lists, ranges and facts of its own', () => {
    const parsed = parseCsvRules(
      [
        HEADER,
        'LAB-1,policy,ice,>=1.9 <2,iavf;i40evf,,,unsupported,"hangs, ""often""\nafter FLR",update,,',
        '',
        'LAB-2,limit,igb,,igbvf,,true,works-with-limits,slow,,user,low'
      ].join('\r\n')
    )
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          id: 'LAB-1',
          layer: 'policy',
          match: { 'pf.driver': 'ice', 'pf.version': '>=1.9 <2', 'vf.driver': ['iavf', 'i40evf'] },
          verdict: 'unsupported',
          why: 'hangs, "often"\nafter FLR',
          fix: 'update',
          source: ['user'],
          confidence: 'medium'
        },
        {
          id: 'LAB-2',
          layer: 'limit',
          match: { 'pf.driver': 'igb', 'vf.driver': 'igbvf', 'rack.cooling': true },
          verdict: 'works-with-limits',
          why: 'slow',
          source: ['user'],
          confidence: 'low'
        }
      ]
    })
  })

  it('reports every bad line with its number', () => {
    const parsed = parseCsvRules(
      [
        HEADER,
        'A,policy,ice,>=x,iavf,,,unsupported,why,,,',
        'B,policy,ice,,iavf,,,supported,why,,,',
        'C,policy,ice,,iavf,,,maybe,why,,,',
        'D,policy,,,,,,supported,why,,,',
        'E,policy,ice,,iavf,,,supported,why,,user,high'
      ].join('\n')
    )
    expect(!parsed.ok && parsed.error.map((problem) => problem.line)).toEqual([2, 4, 5, 6])
    expect(!parsed.ok && parsed.error[0]?.why).toContain('not a range')
  })

  it('wants a header', () => {
    expect(parseCsvRules('ice,iavf,supported')).toEqual({
      ok: false,
      error: [{ line: 1, why: 'the header has no column id, layer, verdict, why' }]
    })
  })
})
