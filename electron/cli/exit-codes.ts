/** What the shell gets to know. Documented in `vflab --help`: scripts depend on it. */
export const EXIT = {
  ok: 0,
  /** Findings of severity error, drift, or a failure on the way. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** Something must be done first; nothing was changed. */
  precondition: 3
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a message on stderr. Thrown only by commands, caught once in `vflab.ts`. */
export class CommandFailure extends Error {
  readonly code: ExitCode
  readonly fix: string
  constructor(code: ExitCode, message: string, fix = '') {
    super(message)
    this.code = code
    this.fix = fix
  }
}
