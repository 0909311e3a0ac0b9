/** Measurements are ratios within one run: see docs/benchmarks.md. Usage: npm run bench [-- NAME...] */
import { benchCheck } from './check-bench.ts'
import { benchEstimate } from './estimate-bench.ts'
import { benchRun } from './run-bench.ts'
import { benchStartUp } from './start-up.ts'
import { benchSweep } from './sweep-bench.ts'

const electron = process.env['BENCH_ELECTRON']

const benches: Readonly<Record<string, () => Promise<void>>> = {
  'start-up': () => {
    if (!electron) throw new Error('run it by npm run bench, which finds the Electron of this machine')
    return benchStartUp(electron)
  },
  check: benchCheck,
  estimate: benchEstimate,
  run: () => benchRun(process.env['BENCH_NS3']),
  sweep: benchSweep
}

const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const bench = benches[name]
  if (!bench) {
    console.error(`no such benchmark: ${name}. There are: ${Object.keys(benches).join(', ')}`)
    process.exit(2)
  }
  await bench()
}
