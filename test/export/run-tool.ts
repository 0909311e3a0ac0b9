import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a program that was run to its end has said. */
export interface ToolResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Debian packages of the tools that these tests need: nothing is skipped where one is missing. */
const PACKAGES: Readonly<Record<string, string>> = {
  bash: 'bash',
  dash: 'dash',
  busybox: 'busybox',
  shellcheck: 'shellcheck',
  virsh: 'libvirt-clients',
  'virt-xml-validate': 'libvirt-clients'
}

/** Runs a program with stdin as given; throws, and says what to install, where it is not there. */
export function runTool(
  tool: string,
  args: readonly string[],
  options: { readonly input?: string; readonly cwd?: string; readonly env?: Record<string, string> } = {}
): ToolResult {
  const result = spawnSync(tool, args, {
    cwd: options.cwd,
    input: options.input ?? '',
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024
  })
  if (result.error && 'code' in result.error && result.error.code === 'ENOENT')
    throw new Error(`${tool} is needed for this test: apt-get install ${PACKAGES[tool] ?? tool}`)
  if (result.error) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** Runs `work` in a fresh empty folder that is removed afterwards. */
export function inEmptyFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vflab-export-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
