import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { HostKeyQuestion } from '#shared/lab/host.ts'
import { ok } from '#shared/result.ts'
import { useHostKeysStore } from '../stores/host-keys.ts'
import { fakeMain, type FakeMain } from '../testing/fake-main.ts'
import HostKeyDialog from './HostKeyDialog.vue'

const question: HostKeyQuestion = {
  id: 'question-1',
  host: 'host-1',
  hostName: 'dev-a',
  address: '10.0.0.5:22',
  algorithm: 'ssh-ed25519',
  fingerprint: 'SHA256:now',
  known: null
}

async function ask(asked: HostKeyQuestion): Promise<{ main: FakeMain; buttons: readonly string[] }> {
  const main = fakeMain({ 'host-keys.answer': () => ok(null) })
  const pinia = createPinia()
  mount(HostKeyDialog, { global: { plugins: [pinia] }, attachTo: document.body })
  useHostKeysStore(pinia).follow()
  main.tell('host-key.asked', asked)
  await nextTick()
  await nextTick()
  const buttons = [...document.querySelectorAll('[role=dialog] footer button')]
  return { main, buttons: buttons.map((button) => button.textContent?.trim() ?? '') }
}
const press = (words: string): void =>
  [...document.querySelectorAll<HTMLElement>('[role=dialog] button')]
    .find((button) => button.textContent?.includes(words))
    ?.click()

afterEach(() => {
  document.body.innerHTML = ''
})

it('shows the fingerprint and how to compare it, and passes the answer on', async () => {
  const { main } = await ask(question)
  const text = document.querySelector('[role=dialog]')?.textContent ?? ''
  expect(text).toContain('SHA256:now')
  expect(text).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
  press('The fingerprint matches')
  expect(main.requests).toEqual([
    { channel: 'host-keys.answer', request: { question: 'question-1', trust: true } }
  ])
})

it('offers no way to accept a key that has changed', async () => {
  const { main, buttons } = await ask({ ...question, known: 'SHA256:before' })
  expect(buttons).toEqual(['Close'])
  press('Close')
  expect(main.requests).toEqual([
    { channel: 'host-keys.answer', request: { question: 'question-1', trust: false } }
  ])
})
