import { expect, test } from 'vitest'
import { defaultDataFolder } from './data-folder.ts'

test.each([
  ['linux', {}, '/home/kim', '/home/kim/.config/VF Lab'],
  ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/home/kim', '/cfg/VF Lab'],
  ['linux', { XDG_CONFIG_HOME: '' }, '/home/kim', '/home/kim/.config/VF Lab'],
  ['darwin', {}, '/Users/kim', '/Users/kim/Library/Application Support/VF Lab'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\kim\\AppData\\Roaming' },
    'C:\\Users\\kim',
    'C:\\Users\\kim\\AppData\\Roaming\\VF Lab'
  ],
  ['win32', {}, 'C:\\Users\\kim', 'C:\\Users\\kim\\AppData\\Roaming\\VF Lab'],
  ['linux', { VFLAB_USER_DATA: '/tmp/profile' }, '/home/kim', '/tmp/profile']
] as const)('on %s with %j', (platform, env, home, expected) => {
  expect(defaultDataFolder({ platform, env, home })).toBe(expected)
})
