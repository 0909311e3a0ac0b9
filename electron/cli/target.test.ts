import { expect, test } from 'vitest'
import { parseTarget } from './target.ts'

test.each([
  ['node-7', null, 'node-7', 22],
  ['root@node-7.lab', 'root', 'node-7.lab', 22],
  ['root@10.0.0.7:2222', 'root', '10.0.0.7', 2222],
  ['kim@corp@node-7', 'kim@corp', 'node-7', 22],
  ['fe80::1', null, 'fe80::1', 22],
  ['ops@[fe80::1%eth0]:2222', 'ops', 'fe80::1%eth0', 2222],
  ['::1', null, '::1', 22]
])('%s', (text, user, address, port) => {
  expect(parseTarget(text)).toEqual({ ok: true, value: { user, address, port } })
})

test.each([
  '',
  '@host',
  'root@',
  'host:0',
  'host:70000',
  'host:ssh',
  'a b',
  '-oProxyCommand=x@h; rm',
  'host/path'
])('refuses "%s"', (text) => {
  expect(parseTarget(text).ok).toBe(false)
})
