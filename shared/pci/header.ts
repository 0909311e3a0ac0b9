/** The part of config space that anybody may read. Source: PCI Express Base 5.0, 7.5.1. */
import type { ConfigSpace } from './config-space.ts'

/** What the first 64 bytes say. */
export interface ConfigHeader {
  /** 0 = function with BARs of its own, 1 = bridge, 2 = CardBus bridge. */
  readonly layout: number
  /** Whether the device says that it has more than one function. Only function 0 counts. */
  readonly isMultifunction: boolean
  /** Bus numbers behind a bridge; null for other functions. VFs on a further bus must lie within them. */
  readonly buses: { readonly secondary: number; readonly subordinate: number } | null
}

/** null = not even the header was read. */
export function configHeader(config: ConfigSpace): ConfigHeader | null {
  const headerType = config.u8(0x0e)
  const secondary = config.u8(0x19)
  const subordinate = config.u8(0x1a)
  if (headerType === null || secondary === null || subordinate === null) return null
  const layout = headerType & 0x7f
  return {
    layout,
    isMultifunction: (headerType & 0x80) !== 0,
    buses: layout === 1 ? { secondary, subordinate } : null
  }
}
