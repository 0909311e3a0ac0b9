import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HostKeyQuestion } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { invoke, onEvent } from '../api.ts'

/** Host keys that wait for an answer, in the order in which they were asked. */
export const useHostKeysStore = defineStore('host-keys', () => {
  const questions = shallowRef<readonly HostKeyQuestion[]>([])
  const current = computed(() => questions.value[0] ?? null)

  const add = (question: HostKeyQuestion): void => {
    questions.value = [...questions.value.filter((one) => one.id !== question.id), question]
  }
  const drop = (id: string): void => {
    questions.value = questions.value.filter((one) => one.id !== id)
  }

  async function refresh(): Promise<void> {
    const answer = await invoke('host-keys.open')
    if (answer.ok) questions.value = answer.value
  }

  /** Answers a question. A key that changed can only be refused: trusting it needs `hosts.forget-key` first. */
  async function answer(id: string, trust: boolean): Promise<Failure | null> {
    const reply = await invoke('host-keys.answer', { question: id, trust })
    drop(id)
    return reply.ok ? null : reply.error
  }

  /** Call once; returns the function that ends it. */
  function follow(): () => void {
    const stops = [onEvent('host-key.asked', add), onEvent('host-key.settled', ({ id }) => drop(id))]
    return () => stops.forEach((stop) => stop())
  }

  return { questions, current, refresh, answer, follow }
})
