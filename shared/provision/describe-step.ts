import type { Step } from './types.ts'
import { commandName, commandText } from '../drivers/vf-commands.ts'

/**
 * A step in one line of plain text, for the preview and for the script's progress: what, where, which value. Made
 * only of allow-listed parts.
 */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'hold-autoprobe':
      return `${step.pf}: keep host drivers away from new VFs`
    case 'set-autoprobe':
      return `${step.pf}: let host drivers take VFs ${step.value ? 'again' : 'no more'}`
    case 'set-num-vfs':
      return step.to === 0
        ? `${step.pf}: remove all VFs`
        : `${step.pf}: make ${step.to} VF${step.to === 1 ? '' : 's'}`
    case 'set-link-up':
      return `${step.pf}: set the interface up`
    case 'set-mtu':
      return `${step.pf}: set MTU ${step.mtu}`
    case 'set-vf':
      return `${step.pf} VF ${step.index}: set ${commandName(step.word)} ${commandText(step)}`
    case 'bind-vf':
      return step.driver === null
        ? `${step.pf} VF ${step.index}: leave to the host's own driver`
        : `${step.pf} VF ${step.index}: bind to ${step.driver}${step.vm === null ? '' : ` for ${step.vm}`}`
    case 'bind-function':
      return `${step.address}: bind to ${step.driver} for ${step.vm}`
  }
}
