import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { contract } from '#shared/ipc/contract.ts'
import { makeSummary } from '../../testing/host-summary.ts'
import {
  formOfHost,
  formProblems,
  newHostForm,
  requestOfForm,
  suggestedSudo,
  withPastedTarget
} from './host-form.ts'

describe('the form of a host', () => {
  it('takes user, address and port from what was pasted, and suggests sudo for a plain user', () => {
    expect(withPastedTarget(newHostForm(), 'lab@dev-a:2222')).toMatchObject({
      address: 'dev-a',
      user: 'lab',
      port: 2222,
      sudo: 'without-password'
    })
  })

  it('leaves a plain name to the field itself', () => {
    expect(withPastedTarget(newHostForm(), 'dev-a')).toBeNull()
  })

  it('is complete with an address alone', () => {
    const form = { ...newHostForm(), address: 'dev-a' }
    expect(formProblems(form, { isNew: true })).toEqual({})
    expect(requestOfForm(form)).toEqual({
      name: 'dev-a',
      connection: { address: 'dev-a', port: 22, user: 'root', auth: { kind: 'agent' }, sudo: 'none' },
      secrets: {}
    })
  })

  it.each([
    [{ address: '' }, 'address'],
    [{ address: 'two words' }, 'address'],
    [{ address: '-oProxyCommand=x' }, 'address'],
    [{ user: '' }, 'user'],
    [{ user: 'a b' }, 'user'],
    [{ auth: 'key' as const }, 'keyPath'],
    [{ auth: 'password' as const }, 'password'],
    [{ name: 'x'.repeat(81) }, 'name']
  ])('complains about %o beside the field', (wrong, field) => {
    const problems = formProblems({ ...newHostForm(), address: 'dev-a', ...wrong }, { isNew: true })
    expect(Object.keys(problems)).toEqual([field])
  })

  it('keeps the stored password of a host whose field was left empty', () => {
    const form = { ...formOfHost(makeSummary()), auth: 'password' as const }
    expect(formProblems(form, { isNew: false })).toEqual({})
    expect(requestOfForm(form).secrets).toEqual({})
  })

  it('sends only the secrets that the choices use', () => {
    const form = { ...newHostForm(), address: 'dev-a', password: 'p', passphrase: 'q', sudoPassword: 's' }
    expect(requestOfForm(form).secrets).toEqual({})
    expect(requestOfForm({ ...form, auth: 'password', sudo: 'with-password' }).secrets).toEqual({
      password: 'p',
      sudoPassword: 's'
    })
  })

  it('takes the login password for sudo unless another was typed, and asks where there is none', () => {
    const form = { ...newHostForm(), address: 'dev-a', user: 'lab', sudo: 'with-password' as const }
    expect(formProblems(form, { isNew: true })).toHaveProperty('sudoPassword')
    const byPassword = { ...form, auth: 'password' as const, password: 'p' }
    expect(formProblems(byPassword, { isNew: true })).toEqual({})
    expect(requestOfForm(byPassword).secrets).toEqual({ password: 'p', sudoPassword: 'p' })
  })

  it('allows old algorithms only where that was ticked, and shows it again', () => {
    const form = { ...newHostForm(), address: 'dev-a' }
    expect(requestOfForm(form).connection).not.toHaveProperty('allowsLegacy')
    const { connection } = requestOfForm({ ...form, allowsLegacy: true })
    expect(connection.allowsLegacy).toBe(true)
    expect(formOfHost(makeSummary({ connection })).allowsLegacy).toBe(true)
    expect(
      requestOfForm({ ...formOfHost(makeSummary({ connection })), allowsLegacy: false }).connection
    ).toEqual(requestOfForm(form).connection)
  })

  it('only makes requests that the main process accepts', () => {
    const form = {
      ...newHostForm(),
      address: 'dev-a',
      auth: 'key' as const,
      keyPath: '/home/lab/.ssh/id',
      passphrase: 'q'
    }
    expect(v.safeParse(contract['hosts.add'].request, requestOfForm(form)).success).toBe(true)
  })
})

it('takes sudo away from root and does not change a choice that was made', () => {
  expect(suggestedSudo('root', 'with-password')).toBe('none')
  expect(suggestedSudo('lab', 'with-password')).toBe('with-password')
})
