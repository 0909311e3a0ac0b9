/** Encrypts with a key that the operating system keeps for this user. */
export interface Keychain {
  /** False where the system has no real keychain: then nothing is written to disk. */
  readonly canKeep: boolean
  seal(text: string): Buffer
  /** null = sealed on another machine, for another user, or damaged. */
  open(sealed: Buffer): string | null
}

/** For machines without a keychain, and for the command line. */
export const noKeychain: Keychain = {
  canKeep: false,
  seal: () => {
    throw new Error('there is no keychain to seal with')
  },
  open: () => null
}
