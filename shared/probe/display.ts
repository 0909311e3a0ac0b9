import type { HostSnapshot } from '../snapshot/types.ts'
import { functionsOnPath, type Listing } from './links.ts'

/** Framebuffers of the console. Those of the firmware (efifb, simpledrm) are platform devices and name no function. */
export const parseFramebuffers = (links: Listing): HostSnapshot['framebuffers'] =>
  [...links.targets]
    .flatMap(([path, target]) => {
      const name = /^\/sys\/class\/graphics\/(fb\d+)$/.exec(path)?.[1]
      return name === undefined ? [] : [{ name, functions: functionsOnPath(target).slice(-1) }]
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
