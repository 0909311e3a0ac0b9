import { expect, it } from 'vitest'
import { parseTarget } from './parse-target.ts'

it.each([
  ['dev-a', { address: 'dev-a' }],
  ['root@dev-a', { address: 'dev-a', user: 'root' }],
  ['lab@10.0.0.5:2222', { address: '10.0.0.5', user: 'lab', port: 2222 }],
  ['ssh://lab@dev-a.example.net:2222/', { address: 'dev-a.example.net', user: 'lab', port: 2222 }],
  ['ssh -p 2222 lab@dev-a', { address: 'dev-a', user: 'lab', port: 2222 }],
  ['ssh dev-a -p2222 -l lab', { address: 'dev-a', user: 'lab', port: 2222 }],
  ['[2001:db8::1]:22', { address: '2001:db8::1', port: 22 }],
  ['root@[2001:db8::1]', { address: '2001:db8::1', user: 'root' }],
  ['2001:db8::1', { address: '2001:db8::1' }],
  ['fe80::1%eth0', { address: 'fe80::1%eth0' }],
  ['  dev-a  ', { address: 'dev-a' }],
  // A port that cannot be one is left out, not guessed.
  ['dev-a:99999', { address: 'dev-a' }]
])('reads %s', (text, target) => {
  expect(parseTarget(text)).toEqual(target)
})

it.each(['', ' ', '-oProxyCommand=touch', 'lab@-oProxyCommand=touch', 'a@b@c', 'dev-a:22:23x'])(
  'does not take "%s" for a host',
  (text) => {
    expect(parseTarget(text)).toBeNull()
  }
)
