/** Devices of DOS, which Windows takes for themselves with any extension and in any case. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i
/** File systems take 255 bytes; the rest is for a number and for what a browser or an archive adds. */
const STEM_LIMIT = 100

interface Named {
  readonly name: string
}

/** A part of a file name from free text: `[a-z0-9._-]`, letter or digit at both ends, never empty. */
const namePart = (text: string): string => {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, STEM_LIMIT)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
  return plain === '' ? 'host' : plain
}

/** Files of one host, and how the host calls itself. */
export interface FilesOfHost<F extends Named> {
  readonly hostname: string
  readonly files: readonly F[]
}

/**
 * Files of several hosts under names that go into one folder: with the host's name in front where there are several
 * hosts, and with a number where two names differ at most in case, since Windows and macOS take these for one.
 */
export function intoOneFolder<F extends Named>(hosts: readonly FilesOfHost<F>[]): readonly F[] {
  const taken = new Set<string>()
  const isSingle = hosts.length < 2
  return hosts.flatMap(({ hostname, files }) =>
    files.map((file) => {
      const name = freeName(isSingle ? file.name : `${namePart(hostname)}-${file.name}`, taken)
      taken.add(name.toLowerCase())
      return { ...file, name }
    })
  )
}

function freeName(wished: string, taken: ReadonlySet<string>): string {
  const [, stem = wished, extension = ''] = /^(.+?)(\.[A-Za-z0-9]{1,8})?$/.exec(wished) ?? []
  const base = RESERVED.test(stem) ? `${stem}_` : stem
  for (let number = 1; ; number++) {
    const name = `${base}${number === 1 ? '' : `-${number}`}${extension}`
    if (!taken.has(name.toLowerCase())) return name
  }
}
