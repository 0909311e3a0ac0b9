import type { HostKeyQuestion } from '#shared/lab/host.ts'
import type { CoreContext } from '../core-context.ts'

/** Open questions to the user: may this host key be trusted? */
export interface HostKeyQuestions {
  /** Waits for the user, who may take all day; false = no, or cancelled. */
  ask(question: Omit<HostKeyQuestion, 'id' | 'known'>, signal: AbortSignal): Promise<boolean>
  /** In the order in which they came up. */
  open(): readonly HostKeyQuestion[]
  /** False = no such question is open. */
  answer(id: string, trust: boolean): boolean
}

/**
 * Collects questions and their answers. Only keys on first contact are asked about: a key that changed is refused
 * and has to be forgotten deliberately. The same key of the same address is asked about once.
 */
export function hostKeyQuestions({ emit, newId }: Pick<CoreContext, 'emit' | 'newId'>): HostKeyQuestions {
  const pending = new Map<string, { question: HostKeyQuestion; waiting: Set<(trust: boolean) => void> }>()

  const settle = (id: string, trust: boolean): boolean => {
    const entry = pending.get(id)
    if (!entry) return false
    pending.delete(id)
    emit('host-key.settled', { id })
    for (const answer of entry.waiting) answer(trust)
    return true
  }

  return {
    ask: (asked, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(false)
        const same = [...pending.values()].find(
          ({ question }) => question.fingerprint === asked.fingerprint && question.address === asked.address
        )
        const question = same?.question ?? { ...asked, id: newId(), known: null }
        const waiting = same?.waiting ?? new Set()
        const answer = (trust: boolean): void => {
          signal.removeEventListener('abort', cancel)
          resolve(trust)
        }
        const cancel = (): void => {
          waiting.delete(answer)
          if (waiting.size === 0) settle(question.id, false)
          resolve(false)
        }
        waiting.add(answer)
        signal.addEventListener('abort', cancel, { once: true })
        if (same) return
        pending.set(question.id, { question, waiting })
        emit('host-key.asked', question)
      }),
    open: () => [...pending.values()].map(({ question }) => question),
    answer: settle
  }
}
