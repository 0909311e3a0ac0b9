import { combineCompat } from './combine.ts'
import capabilities from './data/capabilities.json' with { type: 'json' }
import devices from './data/devices.json' with { type: 'json' }
import protocols from './data/protocols.json' with { type: 'json' }
import rules from './data/rules.json' with { type: 'json' }
import sources from './data/sources.json' with { type: 'json' }
import type { CapabilityRow, CompatFile, ProtocolRow, Rule } from './types.ts'

/**
 * What ships with VF Lab. The data is not checked here, since it is loaded on every start: a test holds it
 * against `compatFileSchema` instead.
 */
export const builtinCompat: CompatFile = {
  schemaVersion: 1,
  name: 'VF Lab built-in',
  priority: 0,
  sources,
  protocols: protocols as readonly ProtocolRow[],
  capabilities: capabilities as readonly CapabilityRow[],
  rules: rules as unknown as readonly Rule[],
  devices
}

/** Only the built-in data, ready for evaluation. */
export const builtinData = combineCompat([builtinCompat])
