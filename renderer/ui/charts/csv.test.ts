import { expect, it } from 'vitest'
import { chartCsv } from './chart-csv.ts'
import { csv } from './csv.ts'

it('writes rows with quotes only where they are needed', () => {
  const text = csv(
    ['a', 'b'],
    [
      [1.25, 'plain'],
      ['with, comma', 'say "hi"'],
      [null, true]
    ]
  )
  expect(text).toBe('a,b\r\n1.25,plain\r\n"with, comma","say ""hi"""\r\n,true\r\n')
})

it.each(['=1+1', '+1', '-cmd', '@sum', '\tx'])('keeps a spreadsheet from running %j', (text) => {
  expect(csv(['a'], [[text]])).toContain(`'${text}`)
})

it('does not touch negative numbers', () => {
  expect(csv(['a'], [[-5]])).toBe('a\r\n-5\r\n')
})

it('writes a chart with bands, marks and where they are from', () => {
  const y = { value: 9, low: 8, high: 10, isExtrapolated: true }
  const text = chartCsv(
    'Frame size (B)',
    'Gb/s',
    [{ id: 'sriov', label: 'SR-IOV', look: 'one', points: [{ x: 64, y }] }],
    [{ kind: 'published', x: 64, y: 9.5, series: 'sriov', text: 'TRex, row 28' }]
  )
  expect(text.split('\r\n')).toEqual([
    'series,kind,Frame size (B),Gb/s,low,high,extrapolated,source',
    'SR-IOV,estimate,64,9,8,10,true,',
    'SR-IOV,published,64,9.5,,,,"TRex, row 28"',
    ''
  ])
})
