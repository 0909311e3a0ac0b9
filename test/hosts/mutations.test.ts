/** No text brings the parsers down: captures that were cut, spoilt and mixed still give a snapshot or an error. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { buildInventory } from '#shared/inventory/build.ts'
import { hostFacts } from '#shared/inventory/facts.ts'
import { explainCaptureError } from '#shared/probe/capture.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { snapshotSchema } from './snapshot-schema.ts'
import { capturedHosts, captureText } from './captures.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A run parses some 50 KB and checks the result: enough to find a slip, and some seconds in all. */
const RUNS = 60

const captures = capturedHosts.map(captureText)

/** A snapshot is one by the schema, and an inventory comes of it; an error can be explained. Gives whether it was read. */
function holds(text: string): boolean {
  const snapshot = parseCapture(text)
  if (!snapshot.ok) {
    expect(explainCaptureError(snapshot.error)).not.toBe('')
    return false
  }
  const check = v.safeParse(snapshotSchema, snapshot.value)
  expect(check.issues?.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`)).toBeUndefined()
  expect(hostFacts(buildInventory('x', snapshot.value)).hostname).toBe(snapshot.value.machine.hostname)
  return true
}

const capture = fc.constantFrom(...captures)

describe('parseCapture', () => {
  it('refuses a capture that was cut off, wherever', () => {
    fc.assert(
      fc.property(capture, fc.double({ min: 0, max: 0.999, noNaN: true }), (text, part) => {
        // The last line is the end mark.
        expect(holds(text.slice(0, Math.floor((text.length - 40) * part)))).toBe(false)
      }),
      { numRuns: RUNS }
    )
  })

  it('reads on when lines are missing or come twice', () => {
    let read = 0
    fc.assert(
      fc.property(
        capture,
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (text, lost, doubled) => {
          const lines = text.split('\n')
          for (const at of lost) lines.splice(4 + (at % (lines.length - 8)), 1)
          for (const at of doubled) {
            const place = 4 + (at % (lines.length - 8))
            lines.splice(place, 0, lines[place] ?? '')
          }
          if (holds(lines.join('\n'))) read++
        }
      ),
      { numRuns: RUNS }
    )
    expect(read).toBeGreaterThan(30)
  })

  it('stands characters that were changed', () => {
    const change = fc.tuple(
      fc.nat(),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.constantFrom('\n', ':', '"', '0', 'f', '*', ' -> ')
      )
    )
    fc.assert(
      fc.property(capture, fc.array(change, { minLength: 1, maxLength: 60 }), (text, changes) => {
        let spoilt = text
        for (const [at, character] of changes) {
          const place = at % spoilt.length
          spoilt = spoilt.slice(0, place) + character + spoilt.slice(place + 1)
        }
        holds(spoilt)
      }),
      { numRuns: RUNS }
    )
  })

  it('stands sections of one machine in the capture of another', () => {
    fc.assert(
      fc.property(capture, capture, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, part) => {
        const nonce = /^@([0-9a-f]+) /m
        const other = b.replaceAll(nonce.exec(b)?.[1] ?? '', nonce.exec(a)?.[1] ?? '')
        holds(a.slice(0, Math.floor(a.length * part)) + other.slice(Math.floor(other.length * part)))
      }),
      { numRuns: RUNS }
    )
  })

  it('stands any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void holds(text)))
  })
})

it('reads a capture that lost a whole section, and says what it does not know', () => {
  const [text = ''] = captures.filter((one) => one.includes('lab-a1'))
  for (const section of ['links', 'config', 'net', 'firmware-tables', 'tools', 'modules', 'resources']) {
    const without = text.replace(new RegExp(`(@[0-9a-f]+ section )${section}\\n[^@]*`), '')
    expect(without.length).toBeLessThan(text.length)
    expect(holds(without)).toBe(true)
  }
})
