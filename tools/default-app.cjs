// What `electron PATH` runs, for the Electron that comes from an npm package (see electron-runtime.mjs).
// Electron's own loader does the same: preload modules, name, version and user data folder, then the app's main.
const { app } = require('electron')
const { readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')

const preloads = []
let target
const args = process.argv.slice(1)
for (let i = 0; i < args.length && !target; i++) {
  const arg = args[i]
  if (arg === '-r' || arg === '--require') preloads.push(path.resolve(args[++i]))
  else if (arg === '-v' || arg === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  } else if (!arg.startsWith('-')) target = path.resolve(arg)
}
if (!target) {
  console.error('usage: electron [-r module] [flags] path/to/app')
  process.exit(2)
}

// better-sqlite3 needs N-API 10, which came with Electron 36: libsql has the same interface.
if (parseInt(process.versions.electron, 10) < 36) {
  const resolve = Module._resolveFilename
  Module._resolveFilename = function (request, ...rest) {
    return resolve.call(this, request === 'better-sqlite3' ? 'libsql' : request, ...rest)
  }
}
if (preloads.length > 0) Module._preloadModules(preloads)

const pkg = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'))
app.setName(pkg.productName ?? pkg.name)
app.setVersion(pkg.version ?? '0.0.0')
app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
app.setAppPath(target)
require(path.join(target, pkg.main ?? 'index.js'))
