// Entry of the packaged test build on an Electron that cannot load better-sqlite3.
const Module = require('node:module')
const path = require('node:path')

const resolve = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  const found =
    request === 'better-sqlite3' ? path.join(process.resourcesPath, 'node_modules/libsql') : request
  return resolve.call(this, found, ...rest)
}
require('../../out/main/index.cjs')
