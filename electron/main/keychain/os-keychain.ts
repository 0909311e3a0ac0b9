import { safeStorage } from 'electron'
import { noKeychain, type Keychain } from '../../core/secrets/keychain.ts'

/**
 * The keychain of the operating system: Keychain, DPAPI, libsecret or KWallet. On Linux without one of the last two
 * Electron falls back to a key that is the same on every machine ("basic_text"): that is no keychain.
 */
export function osKeychain(): Keychain {
  if (process.platform === 'linux' && !hasSecretService()) return noKeychain
  if (!safeStorage.isEncryptionAvailable()) return noKeychain
  return {
    canKeep: true,
    seal: (text) => safeStorage.encryptString(text),
    open(sealed) {
      try {
        return safeStorage.decryptString(sealed)
      } catch {
        return null
      }
    }
  }
}

/** Electron before 26 cannot be asked: then better no keychain than one that everybody has the key of. */
function hasSecretService(): boolean {
  if (!('getSelectedStorageBackend' in safeStorage)) return false
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
}
