import type { PciAddress } from '../../pci/address.ts'
import type { Step } from '../../provision/types.ts'

/**
 * A step in terms of the script's verb library: the functions are `do_VERB`, `is_VERB` (verify) and, where something
 * can stand against it, `risk_VERB`. Undoing is not the reverse of one step but going back to the saved state of the
 * device: `restore` names the device whose records `--rollback` restores.
 */
export interface ShellVerb {
  readonly verb: string
  /** Unquoted words, in order. */
  readonly words: readonly string[]
  readonly restore: PciAddress
}

/** VLAN, priority, protocol as three words, from the step's "100 qos 3 proto 802.1ad". */
function vlanWords(value: string): readonly string[] {
  const [, vlan = '0', qos = '0', protocol = '802.1Q'] =
    /^(\d+)(?: qos (\d))?(?: proto (\S+))?$/.exec(value) ?? []
  return [vlan, qos, protocol]
}

/** The shell verb of a step. */
export function shellVerb(step: Step): ShellVerb {
  switch (step.kind) {
    case 'hold-autoprobe':
      return { verb: 'autoprobe_held', words: [step.pf, `${step.forNumVfs}`], restore: step.pf }
    case 'set-autoprobe':
      return { verb: 'autoprobe', words: [step.pf, step.value ? '1' : '0'], restore: step.pf }
    case 'set-num-vfs':
      return { verb: 'num_vfs', words: [step.pf, `${step.to}`], restore: step.pf }
    case 'set-link-up':
      return { verb: 'link_up', words: [step.pf], restore: step.pf }
    case 'set-mtu':
      return { verb: 'mtu', words: [step.pf, `${step.mtu}`], restore: step.pf }
    case 'set-vf': {
      const value = step.word === 'vlan' ? vlanWords(step.value) : [step.value]
      const wait = step.waitsForCarrier ? 'carrier' : '-'
      return {
        verb: 'vf_knob',
        words: [step.pf, `${step.index}`, step.word, wait, ...value],
        restore: step.pf
      }
    }
    case 'bind-vf':
      return step.driver === null
        ? { verb: 'vf_host', words: [step.pf, `${step.index}`], restore: step.pf }
        : { verb: 'vf_driver', words: [step.pf, `${step.index}`, step.driver], restore: step.pf }
    case 'bind-function':
      return { verb: 'function_driver', words: [step.address, step.driver], restore: step.address }
  }
}
