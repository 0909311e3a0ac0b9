/** The part of Electron's `WebFrameMain` that says where a request comes from. */
export interface SenderFrame {
  readonly url: string
  /** null for the top frame. */
  readonly parent: object | null
}

/**
 * Whether a request comes from our own page: its top frame, at the address we loaded. A frame inside the page
 * and a frame that is already gone are not.
 */
export function isOwnPage(frame: SenderFrame | null, pageUrl: string): boolean {
  if (frame === null || frame.parent !== null) return false
  const from = place(frame.url)
  return from !== null && from === place(pageUrl)
}

/** Scheme and host; `URL.origin` is "null" for schemes that Node does not know. */
function place(url: string): string | null {
  try {
    const { protocol, host } = new URL(url)
    return host === '' ? null : `${protocol}//${host}`
  } catch {
    return null
  }
}
