/**
 * Hosts made of a few lines of data: a tree that looks like /sys, /proc, /dev, /run and /etc, and tools that answer
 * from a table. The real probe runs on it, with the folder's name before each absolute path, so what is tested is the
 * probe, its parsers and the inventory together. For what no virtual host can show: rare cards, OVS, containers.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildInventory } from '#shared/inventory/build.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { probeScript } from '#shared/probe/probe-script.ts'

/** What lies at a path: the content of a file (an end of line is added), or a link's target, or an empty folder. */
export type FakeEntry = string | { readonly link: string } | { readonly folder: true }

/** Entries by path, from the root of the host, without a leading slash. */
export type FakeTree = Readonly<Record<string, FakeEntry>>

/** What a tool does when it is called; a bare text is what it prints. */
type FakeAnswer = string | { readonly out?: string; readonly err?: string; readonly code?: number }

/** Answers of a tool by its arguments as one line, for example "-j -d addr"; "*" for all others. */
type FakeTool = Readonly<Record<string, FakeAnswer>>

/** A host as data. Later entries of `trees` win. */
export interface FakeHost {
  readonly trees: readonly FakeTree[]
  readonly tools?: Readonly<Record<string, FakeTool>>
  /** Numeric user id of the reader; 0 = root. */
  readonly uid?: number
  /** SSH_CONNECTION of the session; null = none. */
  readonly session?: string | null
  /** The shell that runs the probe. */
  readonly shell?: readonly string[]
}

/** Folders of the host that are looked for in the tree. /dev/null stays what it is. */
const HOST_PATH = /(^|(?<!->)[\s"'(=<>:,^\\])\/(sys|proc|run|etc|dev(?!\/null)|var)(?=\/)/gm

/** The tree that every Linux has. */
const BASE: FakeTree = {
  'proc/sys/kernel/hostname': 'fake1',
  'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
  'proc/cmdline': 'ro quiet',
  'proc/self/mountinfo': '20 1 0:25 / / rw,relatime shared:1 - nfs4 192.0.2.1:/root rw',
  'proc/swaps': 'Filename Type Size Used Priority',
  'proc/net/route': 'Iface Destination Gateway Flags RefCnt Use Metric Mask',
  'proc/net/ipv6_route': '',
  'sys/devices/system/cpu/online': '0-31',
  'sys/firmware/acpi/tables/DMAR': '',
  'sys/class/iommu/dmar0': { folder: true },
  'sys/bus/pci/devices': { folder: true },
  'sys/class/net': { folder: true },
  'sys/class/block': { folder: true },
  'proc/1/comm': 'systemd',
  'proc/1/fd': { folder: true }
}

/** What the probe prints on the host. */
function captureOf(host: FakeHost): string {
  const root = mkdtempSync(join(tmpdir(), 'vflab-fake-'))
  try {
    plant(root, Object.assign({}, BASE, ...host.trees) as FakeTree)
    const tools: Record<string, FakeTool> = {
      uname: { '*': 'Linux 6.1.0-18-amd64 x86_64' },
      id: {
        '-u': String(host.uid ?? 0),
        '*': host.uid === undefined || host.uid === 0 ? 'uid=0(root) gid=0(root)' : `uid=${host.uid}(ro)`
      },
      date: { '*': '2026-11-30T12:00:00Z' },
      ...host.tools
    }
    for (const [name, answers] of Object.entries(tools)) makeTool(join(root, 'bin', name), answers)
    const [command = 'sh', ...rest] = host.shell ?? ['sh']
    const script = probeScript({ nonce: '0123456789abcdef' })
      .replaceAll(HOST_PATH, `$1${root}/$2`)
      .replace(/^PATH=.*$/m, `PATH=${root}/bin:/usr/bin:/bin`)
    const session = host.session === undefined ? '192.0.2.9 50000 192.0.2.10 22' : host.session
    const ran = spawnSync(command, [...rest, '-s'], {
      input: script,
      encoding: 'utf8',
      env: session === null ? {} : { SSH_CONNECTION: session },
      maxBuffer: 64 * 1024 * 1024
    })
    return ran.stdout.replaceAll(root, '')
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** The host as VF Lab sees it. Throws where the probe's output is no capture. */
export function readHost(host: FakeHost): InventoryHost {
  const snapshot = parseCapture(captureOf(host))
  if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error))
  return buildInventory('fake1', snapshot.value)
}

function plant(root: string, tree: FakeTree): void {
  for (const [path, entry] of Object.entries(tree)) {
    const place = join(root, path)
    if (typeof entry === 'object' && 'folder' in entry) {
      mkdirSync(place, { recursive: true })
      continue
    }
    mkdirSync(dirname(place), { recursive: true })
    if (typeof entry === 'string') writeFileSync(place, entry === '' ? '' : `${entry}\n`)
    // What the host would follow lies in the tree; a device node is only named.
    else symlinkSync(/^\/(sys|proc|run)\//.test(entry.link) ? join(root, entry.link) : entry.link, place)
  }
}

/** A tool as a shell script that answers from its table; what it does not know fails without a word. */
function makeTool(path: string, answers: FakeTool): void {
  const branch = (args: string, answer: FakeAnswer): string => {
    const { out = '', err = '', code = 0 } = typeof answer === 'string' ? { out: answer } : answer
    const pattern = args === '*' ? '*' : quoted(args)
    const print = (text: string): string => (text === '' ? ':' : `printf '%s\\n' ${quoted(text)}`)
    return `${pattern}) ${print(out)}; ${print(err)} >&2; exit ${code} ;;`
  }
  const known = Object.entries(answers).sort(([a], [b]) => Number(a === '*') - Number(b === '*'))
  const script = [
    '#!/bin/sh',
    'case "$*" in',
    ...known.map(([args, one]) => branch(args, one)),
    'esac',
    'exit 1'
  ]
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, script.join('\n'))
  chmodSync(path, 0o755)
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
