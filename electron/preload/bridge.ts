/** The way to the main process, as `ipcRenderer` offers it. */
export interface Wire {
  invoke(channel: string, request: unknown): Promise<unknown>
  /** Returns the function that ends the subscription. */
  listen(event: string, listener: (payload: unknown) => void): () => void
}

/** `Bridge` of `shared/ipc`, before types: the page is not trusted to have called it as its types say. */
export interface UntypedBridge {
  invoke(channel: unknown, request: unknown): Promise<unknown>
  on(event: unknown, listener: unknown): () => void
}

/**
 * Builds what the page gets to see. Only the listed channels and events pass, so that a page that was taken over
 * cannot reach Electron's own channels; requests are judged by the main process, which is the one to trust.
 */
export function makeBridge(
  channels: readonly string[],
  events: readonly string[],
  wire: Wire
): UntypedBridge {
  const knownChannels = new Set<unknown>(channels)
  const knownEvents = new Set<unknown>(events)
  return {
    invoke(channel, request) {
      if (!knownChannels.has(channel)) return Promise.reject(new Error(`no such channel: ${String(channel)}`))
      return wire.invoke(channel as string, request)
    },
    on(event, listener) {
      if (!knownEvents.has(event)) throw new Error(`no such event: ${String(event)}`)
      if (typeof listener !== 'function')
        throw new TypeError(`the listener of ${String(event)} is no function`)
      return wire.listen(event as string, (payload) => (listener as (payload: unknown) => void)(payload))
    }
  }
}
