import { expect, test } from 'vitest'
import { parseSshTarget } from './ssh-target.ts'

test.each([
  ['node-7', null, 'node-7', null],
  ['  node-7  ', null, 'node-7', null],
  ['root@node-7.lab', 'root', 'node-7.lab', null],
  ['root@10.0.0.7:2222', 'root', '10.0.0.7', 2222],
  ['kim@corp@node-7', 'kim@corp', 'node-7', null],
  ['fe80::1', null, 'fe80::1', null],
  ['fe80::1%eth0', null, 'fe80::1%eth0', null],
  ['2001:db8::1', null, '2001:db8::1', null],
  ['[2001:db8::1]:22', null, '2001:db8::1', 22],
  ['root@[2001:db8::1]', 'root', '2001:db8::1', null],
  ['ops@[fe80::1%eth0]:2222', 'ops', 'fe80::1%eth0', 2222],
  ['::1', null, '::1', null],
  ['ssh://lab@dev-a.example.net:2222/', 'lab', 'dev-a.example.net', 2222],
  ['ssh -p 2222 lab@dev-a', 'lab', 'dev-a', 2222],
  ['ssh dev-a -p2222 -l lab', 'lab', 'dev-a', 2222]
])('reads %s', (text, user, address, port) => {
  expect(parseSshTarget(text)).toEqual({ ok: true, value: { user, address, port } })
})

test.each([
  '',
  ' ',
  '@host',
  'root@',
  'host:0',
  'host:70000',
  'host:ssh',
  'host:22:23x',
  'a b',
  'ssh -p 99999 host',
  'ssh host -p',
  '-oProxyCommand=touch',
  'lab@-oProxyCommand=touch',
  'ssh -l -oProxyCommand=touch host',
  '-oProxyCommand=x@h; rm',
  'host/path'
])('does not take "%s" for a host', (text) => {
  expect(parseSshTarget(text)).toEqual({ ok: false, error: { kind: 'not-a-target', text } })
})
