/**
 * `npm test [-- PART...]`: installs what is missing, runs the named parts (all by default, in this order) and
 * ends with the line "N passed, N failed".
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installDebianPackages } from './debian-packages.mjs'
import { giveUp, inProject, projectEnv, projectNode, run, say } from './project.mjs'
import { installPackages } from './packages.mjs'
import { ELECTRON_LIBRARIES, EXPORT_JUDGES, SSH_SERVER, VIRTUAL_SCREEN } from './test-machine.mjs'

const reports = mkdtempSync(join(tmpdir(), 'vf-lab-test-'))

/** A tool of node_modules, run by the project's own Node. */
const tool = (path, ...args) => run(projectNode(), [inProject('node_modules', path), ...args])

/** A program that either succeeds or not: counted as one test, and so is each of several that are run in turn. */
const check =
  (path, ...args) =>
  async () => {
    const code = await tool(path, ...args)
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  }

const checks =
  (...programs) =>
  async () => {
    const totals = { passed: 0, failed: 0 }
    for (const program of programs) {
      const { passed, failed } = await program()
      totals.passed += passed
      totals.failed += failed
    }
    return totals
  }

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** A runner that failed without naming a failed test (a file that does not load, a crash) counts as one failure. */
const counted = (code, { passed = 0, failed = 0, skipped = 0 }) => ({
  passed,
  skipped,
  failed: code !== 0 && failed === 0 ? 1 : failed
})

const vitest = (project) => async () => {
  const file = join(reports, `${project}.json`)
  const code = await tool(
    'vitest/vitest.mjs',
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`
  )
  const report = readReport(file)
  return counted(code, {
    passed: report?.numPassedTests,
    failed: report?.numFailedTests,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  })
}

async function playwright() {
  await (await import('./build.mjs')).buildApp()
  const { electronFolder } = await import('./electron-runtime.mjs')
  const file = join(reports, 'e2e.json')
  const env = projectEnv({
    ELECTRON_OVERRIDE_DIST_PATH: await electronFolder(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: file
  })
  const command = [
    projectNode(),
    inProject('node_modules/@playwright/test/cli.js'),
    'test',
    '--reporter=list,json'
  ]
  const code = await run('xvfb-run', ['-a', '-s', '-screen 0 1680x1050x24', ...command], { env })
  const stats = readReport(file)?.stats
  return counted(code, {
    passed: stats?.expected,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
    skipped: stats?.skipped
  })
}

const debian =
  (why, ...lists) =>
  () =>
    installDebianPackages(lists.flat(), why)

const PARTS = [
  { name: 'format', run: check('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  { name: 'lint', run: check('eslint/bin/eslint.js', '.', '--max-warnings', '0') },
  { name: 'types', run: check('vue-tsc/bin/vue-tsc.js', '--build') },
  {
    name: 'architecture',
    run: check(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '--metrics',
      'electron',
      'renderer',
      'shared'
    )
  },
  {
    name: 'dead-code',
    run: checks(
      check('knip/bin/knip.js', '--no-progress'),
      check('knip/bin/knip.js', '--no-progress', '--production', '--include', 'files,exports')
    )
  },
  { name: 'unit', run: vitest('unit') },
  { name: 'window', run: vitest('window') },
  { name: 'store', run: vitest('store') },
  { name: 'ssh', run: vitest('ssh'), needs: debian('the SSH tests', SSH_SERVER) },
  { name: 'cli', run: vitest('cli'), needs: debian('the SSH tests', SSH_SERVER) },
  { name: 'export', run: vitest('export'), needs: debian('the export tests', EXPORT_JUDGES) },
  { name: 'lab', run: vitest('lab'), needs: debian('the virtual lab hosts', SSH_SERVER) },
  {
    name: 'e2e',
    run: playwright,
    needs: debian('the whole app on a virtual screen', VIRTUAL_SCREEN, ELECTRON_LIBRARIES, SSH_SERVER)
  }
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !PARTS.some((part) => part.name === name))
if (unknown.length > 0)
  giveUp(`no such part: ${unknown.join(', ')}. Parts: ${PARTS.map((part) => part.name).join(', ')}`, 2)

await installPackages()
const totals = { passed: 0, failed: 0, skipped: 0 }
const lines = []
for (const part of PARTS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  say(`--- ${part.name}`)
  const start = Date.now()
  await part.needs?.()
  const result = await part.run()
  for (const key of Object.keys(totals)) totals[key] += result[key] ?? 0
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  lines.push(
    `${part.name.padEnd(13)} ${String(result.passed).padStart(5)} passed ${String(result.failed).padStart(4)} failed ${seconds.padStart(7)} s`
  )
}
rmSync(reports, { recursive: true, force: true })

for (const line of lines) console.log(line)
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0)
