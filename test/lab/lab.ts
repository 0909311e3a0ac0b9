import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { ensureGuestImage } from './guest-image.ts'
import { isHostAbandoned, isHostAlive, readHostRecords, type HostRecord } from './host-record.ts'
import { ensureHostPackages } from './host-packages.ts'
import { hostReport, hostReportText } from './host-report.ts'
import { LabError } from './lab-error.ts'
import { isRunning } from './process-identity.ts'
import { sshArguments } from './ssh-command.ts'
import { startHost } from './start-host.ts'
import { findTopology, TOPOLOGIES } from './topologies.ts'
import type { Flavour } from './topology.ts'
import { findHost, runningHosts, stopHost, type VirtualHost } from './virtual-host.ts'

const USAGE = `Virtual SR-IOV hosts on this machine, under QEMU (software emulation, no KVM needed).

npm run lab -- up [--cold] [--save] [--json] [[NAME=]TOPOLOGY...]
    Starts hosts (two-nics when none is named) and waits until they answer over SSH. Installs Debian packages
    and builds the image first when necessary. --cold boots even if there is a saved state; --save saves the
    state after a boot.
npm run lab -- down [NAME...]       Stops hosts; without names all but those of a test run that is under way.
npm run lab -- status [--json]      The hosts that run, and how to log in.
npm run lab -- ssh [USER@]HOST [COMMAND...]
                                    Users: root, lab (sudo), ops (sudo with password), ro (no sudo).
npm run lab -- save TOPOLOGY...     Boots each topology once and saves its state: later starts take seconds.
npm run lab -- build [FLAVOUR...]   Builds images (base, virt, tiny; base when none is named).
npm run lab -- list                 The topologies.`

const say = (message: string): void => void process.stderr.write(`${message}\n`)
const print = (text: string): void => void process.stdout.write(`${text}\n`)

// A reader such as head that has seen enough closes the pipe; that is no failure.
process.stdout.on('error', () => process.exit())

const printHosts = (hosts: readonly VirtualHost[], asJson: boolean): void => {
  if (asJson) print(JSON.stringify(hosts.map(hostReport), null, 2))
  else for (const host of hosts) print(hostReportText(host))
}

/** `NAME=TOPOLOGY`, or a topology alone, whose name is the host's then. */
const parseHostArgument = (argument: string): { name: string; topology: string } => {
  const [first = '', second] = argument.split('=', 2)
  return second === undefined ? { name: first, topology: first } : { name: first, topology: second }
}

const up = async (args: string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      cold: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false }
    }
  })
  const wanted = (positionals.length > 0 ? positionals : ['two-nics']).map(parseHostArgument)
  for (const { topology } of wanted) findTopology(topology)
  const hosts: VirtualHost[] = []
  for (const { name, topology } of wanted) {
    const running = runningHosts().find((host) => host.name === name && host.topology === topology)
    if (running) say(`${name} is up already`)
    hosts.push(
      running ?? (await startHost({ name, topology, cold: values.cold, save: values.save, keep: true, say }))
    )
  }
  printHosts(hosts, values.json)
}

/** Hosts that `down` without names leaves alone: their starter, another process, is still using them. */
const isInUse = (record: HostRecord): boolean => !record.isKept && isRunning(record.starter)

const down = async (names: string[]): Promise<void> => {
  const records = readHostRecords()
  const spared = names.length > 0 ? [] : records.filter(isInUse)
  for (const { name, starter } of spared) {
    say(`${name} is left running: process ${starter.pid} uses it (down ${name} stops it all the same)`)
  }
  const chosen =
    names.length > 0 ? names : records.filter((record) => !isInUse(record)).map(({ name }) => name)
  const unknown: string[] = []
  for (const name of chosen) {
    if (await stopHost(name)) print(`${name} stopped`)
    else unknown.push(name)
  }
  if (unknown.length > 0) throw new LabError(`no such host: ${unknown.join(', ')}`)
}

const status = (args: string[]): void => {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  printHosts(runningHosts(), values.json)
  if (values.json) return
  for (const record of readHostRecords()) {
    if (!isHostAlive(record)) print(`${record.name}  has died; its logs go with: down ${record.name}`)
    else if (isHostAbandoned(record)) print(`${record.name}  was left behind by a process that has ended`)
    else if (!record.ready) print(`${record.name}  is starting (${record.topology})`)
  }
}

const ssh = ([destination = '', ...command]: string[]): void => {
  const [name = '', user] = destination.split('@').reverse()
  if (name === '') throw new LabError('name a host (see status)')
  const host = findHost(name)
  const { status: code } = spawnSync(
    'ssh',
    [...sshArguments({ ...host, user: user ?? host.user }), ...command],
    { stdio: 'inherit' }
  )
  process.exitCode = code ?? 1
}

const save = async (names: string[]): Promise<void> => {
  if (names.length === 0) throw new LabError('save: name at least one topology (see list)')
  const topologies = names.map(findTopology)
  const stuck = topologies.find((topology) => !topology.isSavable)
  if (stuck) throw new LabError(`${stuck.name} cannot be saved: QEMU cannot save one of its devices`)
  for (const topology of topologies) {
    const host = await startHost({ topology: topology.name, cold: true, save: true, say })
    await host.stop()
  }
}

const FLAVOURS: readonly Flavour[] = ['base', 'virt', 'tiny']

const isFlavour = (text: string): text is Flavour => FLAVOURS.some((flavour) => flavour === text)

const build = async (names: string[]): Promise<void> => {
  const flavours = (names.length > 0 ? names : ['base']).map((name) => {
    if (!isFlavour(name)) throw new LabError(`there is no image '${name}'; there are: ${FLAVOURS.join(', ')}`)
    return name
  })
  await ensureHostPackages(say)
  for (const flavour of flavours) {
    const { key } = await ensureGuestImage(flavour, say)
    print(`${flavour} image ${key} is ready`)
  }
}

const list = (): void => {
  for (const topology of TOPOLOGIES) {
    print(`${topology.name}: ${topology.summary}`)
    for (const line of topology.devices) print(`    ${line}`)
  }
}

const COMMANDS: Readonly<Record<string, (args: string[]) => void | Promise<void>>> = {
  up,
  down,
  status,
  ssh,
  save,
  build,
  list
}

const [commandName = '', ...commandArguments] = process.argv.slice(2)
const command = COMMANDS[commandName]
if (!command) {
  say(USAGE)
  process.exitCode = 2
} else {
  try {
    await command(commandArguments)
  } catch (error) {
    if (!(error instanceof LabError || (error instanceof TypeError && 'code' in error))) throw error
    say(`lab ${commandName}: ${error.message}`)
    process.exitCode = 1
  }
}
