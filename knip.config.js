/**
 * What is dead. Asked twice in the test command: `knip` finds what no file uses, `knip --production` what only tests
 * use. Patterns with "!" are what ships.
 */
const isProduction = process.argv.includes('--production')

export default {
  entry: [
    'renderer/main.ts!',
    'renderer/simulate-worker/worker.ts!',
    'tools/*.{mjs,cjs}',
    'test/lab/lab.ts',
    'test/**/*.lab.ts',
    'test/bench/**/*.{ts,cjs}',
    'test/package/*.cjs',
    'test/pictures/*.ts'
  ],
  project: [
    '{electron,renderer,shared}/**/*.{ts,vue}!',
    '!**/{*.test.ts,test-*.ts,testing/**}!',
    '{test,tools}/**/*.{ts,mjs,cjs}'
  ],
  // A test may look into a file whose export is used there as well. Where it is not, the export says @internal and why.
  ignoreExportsUsedInFile: isProduction,
  ignoreDependencies: [
    // Stands in for better-sqlite3 in the second Electron (tools/default-app.cjs).
    'libsql'
  ],
  // Come with Debian packages (tools/test-machine.mjs) or with every Linux.
  ignoreBinaries: ['ssh-keygen', 'ssh-agent', 'ssh-add', 'qemu-system-x86_64', 'mkfifo', 'truncate']
}
