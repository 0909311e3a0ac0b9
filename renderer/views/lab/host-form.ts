import type { Request } from '#shared/ipc/contract.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import { parseSshTarget } from '#shared/lab/ssh-target.ts'

/** What the dialog for a host holds while it is typed into. */
export interface HostForm {
  name: string
  address: string
  port: number
  user: string
  auth: 'agent' | 'key' | 'password'
  keyPath: string
  password: string
  passphrase: string
  sudo: 'none' | 'without-password' | 'with-password'
  sudoPassword: string
  /** SHA-1 and short RSA keys may be used. */
  allowsLegacy: boolean
}

/** A host as most people have it: port 22, root by the SSH agent. */
export const newHostForm = (): HostForm => ({
  name: '',
  address: '',
  port: 22,
  user: 'root',
  auth: 'agent',
  keyPath: '',
  password: '',
  passphrase: '',
  sudo: 'none',
  sudoPassword: '',
  allowsLegacy: false
})

/** The form of a host that is there. Secrets are not in it: an empty field keeps the one that is stored. */
export function formOfHost(host: HostSummary): HostForm {
  const connection = host.connection
  if (connection === null) return { ...newHostForm(), name: host.name }
  return {
    ...newHostForm(),
    name: host.name,
    address: connection.address,
    port: connection.port,
    user: connection.user,
    auth: connection.auth.kind,
    keyPath: connection.auth.kind === 'key' ? connection.auth.path : '',
    sudo: connection.sudo,
    allowsLegacy: connection.allowsLegacy === true
  }
}

/** A form into which `user@host:port` was pasted, or null where the text is only a name or an address. */
export function withPastedTarget(form: HostForm, text: string): HostForm | null {
  const target = parseSshTarget(text)
  if (!target.ok) return null
  const { address, port } = target.value
  if (target.value.user === null && port === null && address === text.trim()) return null
  const user = target.value.user ?? form.user
  return {
    ...form,
    address,
    port: port ?? form.port,
    user,
    sudo: suggestedSudo(user, form.sudo)
  }
}

/** root needs no sudo; anybody else mostly has it without a password on lab hosts. */
export const suggestedSudo = (user: string, sudo: HostForm['sudo']): HostForm['sudo'] =>
  user === 'root' ? 'none' : sudo === 'none' ? 'without-password' : sudo

/** What is wrong with a form, by field; fields without a complaint are absent. */
export type FormProblems = Partial<Record<keyof HostForm, string>>

/** What is wrong with a field, by field; empty = the form can be sent. */
export function formProblems(form: HostForm, options: { readonly isNew: boolean }): FormProblems {
  const problems: FormProblems = {}
  const address = form.address.trim()
  if (address === '') problems.address = 'A host name or an IP address.'
  else if (address.length > 253 || !/^[0-9A-Za-z._:%-]+$/.test(address) || address.startsWith('-')) {
    problems.address = `“${address}” is neither a host name nor an IP address.`
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*$/.test(form.user.trim())) problems.user = 'A user name of the host.'
  if (form.name.trim().length > 80) problems.name = 'At most 80 characters.'
  if (form.auth === 'key' && form.keyPath === '') problems.keyPath = 'Choose the private key.'
  if (options.isNew && form.auth === 'password' && form.password === '')
    problems.password = 'The password of this user.'
  if (options.isNew && form.sudo === 'with-password' && sudoPasswordOf(form) === '') {
    problems.sudoPassword = 'The password that sudo asks for.'
  }
  return problems
}

/** Mostly it is the login password, and then it need not be typed twice. */
const sudoPasswordOf = (form: HostForm): string =>
  form.sudoPassword !== '' ? form.sudoPassword : form.auth === 'password' ? form.password : ''

/** The request that adds or changes a host. Empty secrets are left out: they keep what is stored. */
export function requestOfForm(form: HostForm): Omit<Request<'hosts.update'>, 'host'> {
  const secret = (key: 'password' | 'passphrase' | 'sudoPassword', value: string, isUsed: boolean): object =>
    isUsed && value !== '' ? { [key]: value } : {}
  return {
    name: form.name.trim() || form.address.trim(),
    connection: {
      address: form.address.trim(),
      port: form.port,
      user: form.user.trim(),
      auth: form.auth === 'key' ? { kind: 'key', path: form.keyPath } : { kind: form.auth },
      sudo: form.sudo,
      ...(form.allowsLegacy ? { allowsLegacy: true } : {})
    },
    secrets: {
      ...secret('password', form.password, form.auth === 'password'),
      ...secret('passphrase', form.passphrase, form.auth === 'key'),
      ...secret('sudoPassword', sudoPasswordOf(form), form.sudo === 'with-password')
    }
  }
}
