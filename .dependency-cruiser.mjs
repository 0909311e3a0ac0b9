/**
 * The walls of the house (ARCHITECTURE.md), checked in the test command. Data flows from probe to provision;
 * imports point the other way, and no folder imports one that imports it.
 */
const TEST = '\\.test\\.ts$|/test-[^/]+\\.ts$|/testing/|^test/'

/** What each part of the core may import, besides itself and the files at the top of shared/. */
const MAY_IMPORT = {
  pci: [],
  iommu: ['pci'],
  calibration: [],
  drivers: ['pci', 'calibration'],
  snapshot: ['pci', 'iommu', 'drivers'],
  probe: ['pci', 'iommu', 'drivers', 'snapshot'],
  inventory: ['pci', 'iommu', 'snapshot', 'drivers'],
  compat: ['pci'],
  plan: ['pci', 'inventory', 'drivers'],
  planned: ['pci', 'iommu', 'inventory', 'drivers', 'plan'],
  check: ['pci', 'iommu', 'inventory', 'compat', 'drivers', 'plan', 'planned'],
  emulate: ['pci', 'drivers', 'calibration'],
  simulate: ['pci', 'iommu', 'inventory', 'plan', 'planned', 'drivers', 'calibration', 'emulate'],
  place: ['pci', 'inventory', 'drivers', 'plan', 'planned', 'check', 'simulate'],
  provision: ['pci', 'inventory', 'drivers', 'plan', 'planned', 'check'],
  export: ['pci', 'inventory', 'drivers', 'plan', 'planned', 'check', 'provision'],
  lab: ['inventory', 'calibration'],
  ipc: [
    'pci',
    'iommu',
    'inventory',
    'compat',
    'plan',
    'planned',
    'check',
    'simulate',
    'place',
    'provision',
    'export',
    'lab',
    'calibration'
  ]
}

const direction = ([part, allowed]) => ({
  name: `shared-${part}`,
  comment: `shared/${part} may import ${allowed.length > 0 ? allowed.map((name) => `shared/${name}`).join(', ') : 'no other part'}. Move what you need to the left, or pass it in as an argument.`,
  severity: 'error',
  from: { path: `^shared/${part}/` },
  to: { path: '^shared/[^/]+/', pathNot: `^shared/(${[part, ...allowed].join('|')})/` }
})

/** Where programs start: whatever none of them reaches is dead. */
const ENTRIES =
  '^electron/(main/index|preload/index|cli/vflab)\\.ts$|^renderer/(main|simulate-worker/worker)\\.ts$'

export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(direction),
    {
      name: 'no-circles',
      comment:
        'Two files that import each other are one idea in two places: merge them, or move the shared part out.',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-circles-of-folders',
      comment:
        'A folder imports one that imports it, so neither can be understood alone: move the shared part to the left.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(shared|electron|renderer)/' },
      to: { circular: true }
    },
    {
      name: 'simulator-engine-knows-no-hardware',
      comment:
        'engine and solve know stations, flows and costs: describe hardware and layouts in those terms.',
      severity: 'error',
      from: { path: '^shared/simulate/(engine|solve)/' },
      to: { path: '^shared/', pathNot: '^shared/simulate/(engine|solve)/|^shared/[^/]+\\.ts$' }
    },
    {
      name: 'core-is-pure',
      comment:
        'shared/ runs in the main process, a worker, the CLI, the renderer and in tests: pass files, clocks and sockets in as arguments.',
      severity: 'error',
      from: { path: '^shared/' },
      to: {
        path: '^(electron|renderer|test)/|^node:|^(electron|vue|pinia|ssh2|better-sqlite3)$',
        dependencyTypesNot: ['npm-dev']
      }
    },
    {
      name: 'core-without-node',
      comment: 'shared/ has no Node: pass what you need in as an argument.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'renderer-stays-in-its-sandbox',
      comment: 'The renderer talks to the main process through renderer/api.ts only.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^electron/|^shared/(probe|snapshot)/|node_modules/(electron|ssh2|better-sqlite3)/' }
    },
    {
      name: 'renderer-without-node',
      comment: 'The renderer is sandboxed: ask the main process over IPC.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'kit-knows-no-store',
      comment:
        'renderer/ui is a kit: pass values in as props. What knows a store is a widget (renderer/widgets).',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/', pathNot: '^renderer/ui/' }
    },
    {
      name: 'views-do-not-import-views',
      comment:
        'A place of the window knows no other place: move what both need to widgets, stores or the core.',
      severity: 'error',
      from: { path: '^renderer/views/([^/]+)/' },
      to: { path: '^renderer/views/([^/]+)/', pathNot: '^renderer/views/$1/' }
    },
    {
      name: 'one-door-to-ssh',
      comment: 'ssh2 is used in electron/core/ssh only: add what you need to its interface.',
      severity: 'error',
      from: { pathNot: '^electron/core/ssh/' },
      to: { path: 'node_modules/ssh2/' }
    },
    {
      name: 'one-door-to-sqlite',
      comment: 'SQLite is used in electron/core/store only: add a query there.',
      severity: 'error',
      from: { pathNot: '^electron/core/store/' },
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
        path: '^(electron/main|electron/cli|electron/core|renderer)/|^shared/',
        pathNot: '^shared/ipc/channels',
        dependencyTypesNot: ['type-only']
      }
    },
    {
      name: 'core-and-cli-without-a-window',
      comment: 'electron/core and the command line run on plain Node: nothing they reach may need Electron.',
      severity: 'error',
      from: { path: '^electron/(cli|core)/' },
      to: { path: '^electron/main/|node_modules/electron/', reachable: true }
    },
    {
      name: 'reached-by-no-program',
      comment:
        'No entry point reaches this file, so only tests use it: give it a door in the window or the command line, or delete it.',
      severity: 'error',
      from: { path: ENTRIES },
      to: {
        path: '^(shared|electron|renderer)/',
        pathNot: `\\.d\\.ts$|${ENTRIES}`,
        reachable: false
      }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Tests and their fixtures may reach everywhere; that nothing shipped imports them is a rule of eslint.config.mjs.
    exclude: { path: `^out/|\\.(css|woff2|json)$|${TEST}` },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.cjs', '.json']
    }
  }
}
