/**
 * The walls of the house (ARCHITECTURE.md), checked in the test command. Data flows from probe to provision;
 * imports point the other way.
 */
const TEST = '\\.test\\.ts$|^test/'

/** What each part of the core may import, besides itself and the two files at the top of shared/. */
const MAY_IMPORT = {
  pci: [],
  iommu: ['pci'],
  snapshot: ['pci', 'iommu'],
  probe: ['pci', 'iommu', 'snapshot'],
  inventory: ['pci', 'iommu', 'snapshot'],
  compat: ['pci'],
  plan: ['pci', 'inventory'],
  check: ['pci', 'iommu', 'inventory', 'compat', 'plan'],
  simulate: ['pci', 'iommu', 'inventory', 'plan'],
  provision: ['pci', 'inventory', 'plan', 'check'],
  ipc: ['pci', 'iommu', 'inventory', 'compat', 'plan', 'check', 'simulate', 'provision']
}

const direction = ([part, allowed]) => ({
  name: `shared-${part}`,
  comment: `shared/${part} may import ${allowed.length > 0 ? allowed.map((name) => `shared/${name}`).join(', ') : 'no other part'}. Move what you need to the left, or pass it in as an argument.`,
  severity: 'error',
  from: { path: `^shared/${part}/`, pathNot: TEST },
  to: { path: '^shared/[^/]+/', pathNot: `^shared/(${[part, ...allowed].join('|')})/` }
})

/** What the inner rooms of the simulator may import of it (docs/decisions/0006), besides themselves. */
const SIMULATE_MAY_IMPORT = {
  engine: [],
  solve: [],
  platform: ['calibration'],
  device: ['platform', 'calibration'],
  system: ['device', 'platform', 'calibration'],
  path: ['layout', 'device', 'platform', 'calibration', 'types\\.ts']
}

const innerDirection = ([room, allowed]) => ({
  name: `simulate-${room}`,
  comment: `shared/simulate/${room} knows of no ${room === 'engine' || room === 'solve' ? 'hardware and no layouts: describe them as stations, flows and costs' : 'scenarios and reports: hand it plain values'}.`,
  severity: 'error',
  from: { path: `^shared/simulate/${room}/`, pathNot: TEST },
  to: {
    path: '^shared/simulate/',
    pathNot: `^shared/simulate/(${[room, ...allowed].map((name) => (name.includes('.') ? `${name}$` : `${name}/`)).join('|')})`
  }
})

export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(direction),
    ...Object.entries(SIMULATE_MAY_IMPORT).map(innerDirection),
    {
      name: 'no-circles',
      comment:
        'Two files that import each other are one idea in two places: merge them, or move the shared part out.',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'core-is-pure',
      comment:
        'shared/ runs in the main process, a worker, the CLI, the renderer and in tests: pass files, clocks and sockets in as arguments.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TEST },
      to: {
        path: '^(electron|renderer|test)/|^node:|^(electron|vue|pinia|ssh2|better-sqlite3)$',
        dependencyTypesNot: ['npm-dev']
      }
    },
    {
      name: 'core-without-node',
      comment: 'shared/ has no Node: pass what you need in as an argument.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TEST },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'renderer-stays-in-its-sandbox',
      comment: 'The renderer talks to the main process through renderer/api.ts only.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: { path: '^electron/|^shared/(probe|snapshot)/|node_modules/(electron|ssh2|better-sqlite3)/' }
    },
    {
      name: 'renderer-without-node',
      comment: 'The renderer is sandboxed: ask the main process over IPC.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'one-door-to-ssh',
      comment: 'ssh2 is used in electron/main/ssh only: add what you need to its interface.',
      severity: 'error',
      from: { pathNot: `^electron/main/ssh/|${TEST}` },
      to: { path: 'node_modules/ssh2/' }
    },
    {
      name: 'one-door-to-sqlite',
      comment: 'SQLite is used in electron/main/store only: add a query there.',
      severity: 'error',
      from: { pathNot: `^electron/main/store/|${TEST}` },
      to: { path: 'node_modules/(better-sqlite3|libsql)/' }
    },
    {
      name: 'main-does-not-import-the-window',
      comment: 'Main and renderer share types through shared/ipc, nothing else.',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^renderer/' }
    },
    {
      name: 'preload-is-small',
      comment: 'The sandboxed preload carries channel names, not the validator or the core.',
      severity: 'error',
      from: { path: '^electron/preload/' },
      to: {
        path: '^(electron/main|electron/cli|renderer)/|^shared/',
        pathNot: '^shared/ipc/channels',
        dependencyTypesNot: ['type-only']
      }
    },
    {
      name: 'cli-without-a-window',
      comment: 'The command line runs on plain Node: nothing it imports may need Electron.',
      severity: 'error',
      from: { path: '^electron/(cli|main/(ssh|store))/', pathNot: TEST },
      to: { path: 'node_modules/electron/' }
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file: delete it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: `${TEST}|\\.d\\.ts$|^renderer/main\\.ts$|^electron/(main|preload)/index\\.ts$|^electron/cli/vflab\\.ts$`
      },
      to: {}
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/|\\.(css|woff2|json)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.cjs', '.json']
    }
  }
}
