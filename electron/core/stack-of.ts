/** An exception as it is written down: with its stack where it has one. Whatever was thrown has a text. */
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
