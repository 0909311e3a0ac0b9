/**
 * Names of all channels and events, free of the validator, so that the sandboxed preload stays small.
 * A unit test holds these lists against the contract.
 */
import type { ChannelName, EventName } from './contract.ts'

/** Requests that the preload script passes on: every key of `contract`. */
export const channelNames = [
  'app.info',
  'app.warnings',
  'settings.get',
  'settings.set',
  'hosts.list',
  'hosts.add',
  'hosts.update',
  'hosts.remove',
  'hosts.forget-key',
  'hosts.add-sample-lab',
  'hosts.remove-sample-lab',
  'hosts.import-captures',
  'hosts.save-capture',
  'hosts.pick-key',
  'inventory.get',
  'inventory.captures',
  'inventory.drift',
  'inventory.search',
  'scan.start',
  'jobs.list',
  'jobs.log',
  'jobs.cancel',
  'host-keys.open',
  'host-keys.answer',
  'plans.list',
  'plans.get',
  'plans.save',
  'plans.remove',
  'plans.duplicate',
  'plans.import-file',
  'files.open-for-what-if',
  'files.save',
  'presets.list',
  'presets.keep',
  'presets.remove',
  'apply.start',
  'apply.runs',
  'apply.run'
] as const satisfies readonly ChannelName[]

/** Events that the preload script passes on: every key of `Events`. */
export const eventNames = [
  'job.changed',
  'job.log',
  'lab.changed',
  'plans.changed',
  'host-key.asked',
  'host-key.settled'
] as const satisfies readonly EventName[]
