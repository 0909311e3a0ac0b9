import fc from 'fast-check'
import { expect, it } from 'vitest'
import { intoOneFolder } from './file-names.ts'

const names = (...hosts: readonly (readonly [string, ...string[]])[]): readonly string[] =>
  intoOneFolder(
    hosts.map(([hostname, ...files]) => ({ hostname, files: files.map((name) => ({ name })) }))
  ).map(({ name }) => name)

it('leaves the names of a single host as they are', () => {
  expect(names(['lab1', 'vflab-web.sh'])).toEqual(['vflab-web.sh'])
})

it('puts the host in front where there are several', () => {
  expect(names(['lab1', 'web.sh'], ['lab2', 'web.sh'])).toEqual(['lab1-web.sh', 'lab2-web.sh'])
})

it('numbers hosts that call themselves the same, and names that differ in case only', () => {
  expect(names(['lab', 'web.xml'], ['LAB', 'Web.xml'])).toEqual(['lab-web.xml', 'lab-Web-2.xml'])
  expect(names(['lab', 'web.xml', 'WEB.xml'])).toEqual(['web.xml', 'WEB-2.xml'])
})

it('stays clear of the devices that Windows takes for themselves', () => {
  expect(names(['lab', 'con.xml', 'lpt1.xml'])).toEqual(['con_.xml', 'lpt1_.xml'])
})

it('never gives two files one name, whatever hosts call themselves', () => {
  const file = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/)
  const host = fc.record({ hostname: fc.string(), files: fc.array(file.map((name) => ({ name }))) })
  fc.assert(
    fc.property(fc.array(host), (hosts) => {
      const given = intoOneFolder(hosts).map(({ name }) => name.toLowerCase())
      expect(new Set(given).size).toBe(given.length)
      for (const name of given) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
    })
  )
})
