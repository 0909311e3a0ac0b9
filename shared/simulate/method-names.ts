import type { MethodChoice } from './types.ts'

/** Names of the methods, everywhere the same. */
export const methodNames: Readonly<Record<MethodChoice, string>> = {
  planned: 'As planned',
  sriov: 'SR-IOV',
  direct: 'Direct',
  virtio: 'virtio'
}
