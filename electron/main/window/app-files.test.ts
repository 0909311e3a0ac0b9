import { expect, test } from 'vitest'
import { appFileFor, CONTENT_SECURITY_POLICY } from './app-files.ts'

const ROOT = '/opt/vf-lab/out/renderer'

test.each([
  ['app://vflab/', `${ROOT}/index.html`, 'text/html; charset=utf-8'],
  ['app://vflab/index.html', `${ROOT}/index.html`, 'text/html; charset=utf-8'],
  [
    'app://vflab/assets/index-C0ffee.js?v=1#x',
    `${ROOT}/assets/index-C0ffee.js`,
    'text/javascript; charset=utf-8'
  ],
  ['app://vflab/assets/inter.woff2', `${ROOT}/assets/inter.woff2`, 'font/woff2']
])('serves %s', (url, path, contentType) => {
  expect(appFileFor(url, ROOT)).toEqual({ path, contentType })
})

test.each([
  'app://vflab/../../../etc/passwd.html',
  'app://vflab/..%2f..%2f..%2fetc%2fpasswd.html',
  'app://vflab/%2e%2e/%2e%2e/main/index.html',
  'app://vflab/..%5c..%5cmain%5cindex.html',
  'app://vflab/assets/../../renderer-of-another/index.html',
  'app://vflab/index.html%00.png',
  'app://vflab/%',
  'app://elsewhere/index.html',
  'file:///etc/passwd.html',
  'https://vflab/index.html',
  'app://vflab/vflab.db',
  'no url'
])('serves nothing outside the page for %s', (url) => {
  const file = appFileFor(url, ROOT)
  expect(file === null || file.path.startsWith(`${ROOT}/`)).toBe(true)
  if (/%2f|%5c|%00|\/%$|elsewhere|file:|https:|\.db|no url/.test(url)) expect(file).toBeNull()
})

test('allows neither inline nor evaluated nor foreign scripts', () => {
  expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';")
  expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe-eval')
})
