import fc from 'fast-check'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf } from '#shared/inventory/test-host.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { Plan } from '#shared/plan/types.ts'
import { bashScript } from '#shared/export/bash/bash-script.ts'
import { compileForRollback } from '#shared/provision/compile.ts'
import { compiledPlan } from '#shared/provision/testing/compile-plan.ts'
import { give, GPU, gpuFunction, labPlan, NIC, NVME } from '#shared/provision/testing/lab-plan.ts'
import { shellComment } from '#shared/export/bash/shell-quote.ts'
import { ATTACKS, hostileText } from './hostile-text.ts'
import { inEmptyFolder, runTool, type ToolResult } from './run-tool.ts'

const functions = [...testPf(NIC), ...testPf(NVME, NVME_DRIVE), gpuFunction()]
const fullPlan = labPlan({
  pfs: [
    { host: 'lab1', address: NIC, numVfs: 3, mtu: 9000 },
    { host: 'lab1', address: NVME, numVfs: 1 }
  ],
  assignments: [
    give(NIC, 0, 'web1'),
    give(NVME, 0, 'db1'),
    { function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'db1' }
  ],
  vfs: [
    {
      host: 'lab1',
      pf: NIC,
      index: 0,
      settings: { mac: '52:54:00:00:00:10', vlan: 100, qos: 3, trust: true, spoofchk: false, maxTxRate: 200 }
    }
  ]
})

function script(plan: Plan = fullPlan, hostname = 'lab1'): string {
  return bashScript(compiledPlan(plan, testHost(functions, { hostname }))).content
}

const run = (content: string, ...args: readonly string[]): ToolResult =>
  inEmptyFolder((folder) => {
    const result = runTool('bash', ['-s', '--', ...args], { input: content, cwd: folder })
    expect(readdirSync(folder), 'something was executed').toEqual([])
    return result
  })

describe('the script', () => {
  it('is well-formed bash', () => {
    expect(runTool('bash', ['-n'], { input: script() })).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  it('passes shellcheck without a finding', () => {
    inEmptyFolder((folder) => {
      const path = join(folder, 'plan.sh')
      writeFileSync(path, script())
      const { status, stdout } = runTool('shellcheck', ['--severity=style', '--norc', path])
      expect(stdout).toBe('')
      expect(status).toBe(0)
    })
  })

  it('is the same outside of its plan section whatever the plan', () => {
    const library = (content: string): string => content.slice(content.indexOf('# ---- Reading.'))
    const other = labPlan({ name: 'x', pfs: [{ host: 'lab1', address: NIC, numVfs: 1 }] })
    expect(library(script(other))).toBe(library(script()))
  })

  it('numbers its steps, for people and for the progress of the app', () => {
    const { status, stdout } = run(script(), '--show')
    expect(status).toBe(0)
    const steps = stdout.split('\n').filter((line) => line.startsWith('step '))
    expect(steps[0]).toBe('step 1/18 0000:01:00.0: set MTU 9000')
    expect(steps.at(-1)).toBe('step 18/18 0000:04:00.0: bind to vfio-pci for db1')
    expect(steps).toHaveLength(18)
  })

  it('tells how it is used', () => {
    const { status, stdout } = run(script(), '--help')
    expect(status).toBe(0)
    for (const option of ['--dry-run', '--verify', '--rollback', '--show', '--allow-recreate'])
      expect(stdout).toContain(option)
  })

  it.each([[['--force']], [['apply']], [['--verify', '--rollback']], [['--dry-run', '--show']]])(
    'ends with 2 and touches nothing when called with %j',
    (args) => {
      const { status, stdout } = run(script(), ...args)
      expect(status).toBe(2)
      expect(stdout).not.toContain('step ')
    }
  )

  it.each([[[]], [['--verify']], [['--allow-recreate']]])(
    'ends with 3 and names every missing function on other hardware, called with %j',
    (args) => {
      const elsewhere = labPlan({ pfs: [{ host: 'lab1', address: 'ffff:01:00.0' as PciAddress, numVfs: 1 }] })
      const host = testHost(testPf('ffff:01:00.0'))
      const { status, stdout, stderr } = run(bashScript(compiledPlan(elsewhere, host)).content, ...args)
      expect(stderr).toContain('refused: ')
      expect(stdout).toContain('Nothing was changed.\nresult refused changed=0 different=0\n')
      expect(status).toBe(3)
    }
  )

  it('can be made for rolling back alone, and finds nothing to go back to where it never ran', () => {
    const content = bashScript(compileForRollback(labPlan({ id: 'never-applied' }), testHost([]))).content
    const { status, stdout } = run(content, '--rollback')
    expect(stdout).toContain('Nothing was changed.')
    expect(status).toBe(3)
  })

  it('shows hostile names of plan and host on one line, and runs none of them', () => {
    for (const attack of [...ATTACKS, ...fc.sample(hostileText, { numRuns: 200, seed: 7 })]) {
      const { status, stdout, stderr } = run(script({ ...fullPlan, name: attack }, attack), '--show')
      expect(stderr).toBe('')
      expect(status).toBe(0)
      const shown = shellComment(attack)
      expect(stdout.split('\n')[0]).toBe(`VF Lab: show plan '${shown}' on host '${shown}'`)
    }
  })
})
