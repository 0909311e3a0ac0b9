import { reads } from './reads.ts'

/** Version of the probe's output. Raise it when a section changes its form; parse-capture.ts keeps reading old ones. */
export const PROBE_VERSION = 1

/** Seconds after which a single read is given up. */
export const READ_LIMIT_SECONDS = 10

/** Bytes after which the output is cut off: some 5,000 functions. A cut-off capture has no end mark and is refused. */
export const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024

const NONCE = /^[0-9a-f]{16,64}$/

/**
 * The read-only script that is fed to `sh -s` on a host. It needs a POSIX shell (dash, bash, busybox ash) and the
 * GNU or busybox tools, prints sections and writes nothing.
 *
 * `nonce` is a fresh random number of 16 to 64 hex digits for every run. It marks where sections begin, so that
 * nothing that a user of the host can name (a VM, a process, a mount point) is ever taken for a section.
 * Throws a RangeError on any other nonce: that is a bug of the caller.
 */
export function probeScript(options: { readonly nonce: string }): string {
  const { nonce } = options
  if (!NONCE.test(nonce)) throw new RangeError(`a nonce is 16 to 64 hex digits, not '${nonce}'`)
  return [prelude(nonce), ...reads.map(section), postlude].join('\n')
}

/**
 * The whole probe is one function that is called on the last line: a shell that gets only half of the script
 * runs nothing. `limit` ends a read that hangs; `note` tells the parser what went wrong, and goes to descriptor 3
 * so that it is not swallowed by a command substitution. `ask` runs a tool under `limit`, and where it fails notes what
 * it said itself.
 */
const prelude = (nonce: string): string => `# VF Lab probe: reads, never writes.
LC_ALL=C
PATH=\${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
unset CDPATH GREP_OPTIONS GREP_COLOR GREP_COLORS QUOTING_STYLE TIME_STYLE POSIXLY_CORRECT BLOCK_SIZE
mark() { printf '\\n@${nonce} %s\\n' "$*"; }
note() { mark "note $*" >&3; }
need() { command -v "$1" >/dev/null && return 0; note missing "$1"; return 1; }
limit() {
if [ -n "$clock" ]; then timeout ${READ_LIMIT_SECONDS} "$@"; else "$@"; fi
ended=$?
case $ended in 124 | 137 | 143) note timeout "$1" ;; esac
return $ended
}
ask() {
{ said=$(limit "$@" 2>&1 >&4); status=$?; } 4>&1
[ $status = 0 ] || note failed "$1" "$(printf '%s' "$said" | head -n 3 | tr '\\n\\t\\r' '   ' | head -c 300)"
return $status
}
probe() {
exec 3>&1
clock=
timeout 1 true && clock=yes
mark 'vf-lab-probe ${PROBE_VERSION}'`

const section = (read: (typeof reads)[number]): string => `mark 'section ${read.name}'\n${read.shell}`

const postlude = `mark end
}
probe </dev/null 2>/dev/null | head -c ${OUTPUT_LIMIT_BYTES}
`
