/**
 * A failure of the virtual lab that its user can act on. The message says what failed, where, and what to do;
 * the command line prints it without a stack trace. Everything else that is thrown is a bug.
 */
export class LabError extends Error {
  override name = 'LabError'
}
