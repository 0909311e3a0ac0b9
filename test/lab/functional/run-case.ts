import { expect } from 'vitest'
import type { FunctionalCase } from './cases.ts'
import type { Answer, Seen, Subject } from './subject.ts'

/** Runs a case on a subject, which has to do what the case says; gives what was there to see at the end. */
export async function runCase(subject: Subject, { does, sees, logs }: FunctionalCase): Promise<Seen> {
  await subject.restart()
  const answers: Answer[] = []
  for (const [deed] of does) answers.push(await subject.do(deed))
  expect(answers).toEqual(does.map(([, answer]) => answer))
  const seen = await subject.see()
  if (sees !== undefined) expect(seen).toMatchObject(sees)
  if (logs !== undefined) expect(await subject.log()).toEqual(logs)
  return seen
}
