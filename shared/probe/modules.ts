import type { SnapshotModule } from '../snapshot/types.ts'
import type { Listing } from './links.ts'
import { firstLine, type PathValues } from './path-lines.ts'

/**
 * Modules that drive PCI functions, and installed VF drivers. A loaded module that did not come with the kernel
 * taints it with O (Documentation/admin-guide/tainted-kernels.rst); of one that is only installed, modinfo says
 * `intree`.
 */
export function parseModules(
  links: Listing,
  files: PathValues,
  modinfo: readonly string[]
): {
  readonly modules: readonly SnapshotModule[]
  readonly driverModules: readonly { driver: string; module: string }[]
} {
  const driverModules = [...links.targets]
    .flatMap(([path, target]) => {
      const driver = /(?:^|\/)drivers\/([^/]+)\/module$/.exec(path)?.[1]
      return driver === undefined ? [] : [{ driver, module: target.slice(target.lastIndexOf('/') + 1) }]
    })
    .sort((a, b) => (a.driver < b.driver ? -1 : 1))

  const modules = new Map<string, SnapshotModule>()
  for (const module of parseModinfo(modinfo)) modules.set(module.name, module)
  for (const { module } of driverModules) {
    modules.set(module, {
      name: module,
      version: firstLine(files, `/sys/module/${module}/version`),
      isOutOfTree: firstLine(files, `/sys/module/${module}/taint`)?.includes('O') ?? false,
      isLoaded: true,
      isVfDriver: modules.get(module)?.isVfDriver ?? false
    })
  }
  return { modules: [...modules.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), driverModules }
}

/** Reads `modinfo MODULE...`, reduced to filename, version, intree and name. A block begins with its filename. */
export function parseModinfo(lines: readonly string[]): readonly SnapshotModule[] {
  const blocks: Map<string, string>[] = []
  for (const line of lines) {
    const [, key, value = ''] = /^(filename|version|intree|name): *(.*)$/.exec(line) ?? []
    if (key === undefined) continue
    if (key === 'filename') blocks.push(new Map())
    blocks.at(-1)?.set(key, value.trim())
  }
  return blocks.flatMap((block) => {
    const file = block.get('filename') ?? ''
    const name = block.get('name') ?? /([^/]+?)\.ko(\.\w+)?$/.exec(file)?.[1]?.replaceAll('-', '_')
    if (name === undefined || name === '') return []
    const isBuiltIn = file === '(builtin)'
    return [
      {
        name,
        version: block.get('version') || null,
        isOutOfTree: !isBuiltIn && block.get('intree') !== 'Y',
        isLoaded: isBuiltIn,
        isVfDriver: true
      }
    ]
  })
}
