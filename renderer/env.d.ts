import type { Bridge } from '#shared/ipc/bridge.ts'

declare global {
  interface Window {
    /** Set by the preload. Only `renderer/api.ts` touches it. */
    readonly vflab?: Bridge
  }
}

declare module 'vue' {
  /** ARIA attributes fall through every component to its element. */
  interface ComponentCustomProps {
    [name: `aria-${string}`]: string | number | boolean | undefined
  }
}
