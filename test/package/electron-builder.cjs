// The release configuration, packed around the Electron that runs here: the packaged app is tested wherever the app is.
const { readFileSync } = require('node:fs')
const { join, resolve } = require('node:path')
const { load } = require('js-yaml')

const electronDist = resolve(process.env.ELECTRON_OVERRIDE_DIST_PATH)
const electronVersion = readFileSync(join(electronDist, 'version'), 'utf8').trim().replace(/^v/, '')
const { electronFuses, ...release } = load(readFileSync(resolve('electron-builder.yml'), 'utf8'))
const { grantFileProtocolExtraPrivileges, ...olderFuses } = electronFuses
// Electron before 29 has no place in its fuse wire for this one.
const fuses =
  parseInt(electronVersion, 10) < 29 ? olderFuses : { ...olderFuses, grantFileProtocolExtraPrivileges }
const isSubstitute = parseInt(electronVersion, 10) < 36

module.exports = {
  ...release,
  electronVersion,
  electronDist,
  directories: { output: 'dist/test' },
  ...(isSubstitute
    ? {
        // This Electron takes libsql where the app asks for better-sqlite3 (see tools/default-app.cjs).
        extraMetadata: { main: 'test/package/main.cjs' },
        files: [...release.files, 'test/package/main.cjs'],
        extraResources: ['libsql', '@libsql', '@neon-rs', 'detect-libc'].map((name) => ({
          from: `node_modules/${name}`,
          to: `node_modules/${name}`
        }))
      }
    : {}),
  // The test attaches through --inspect, which a release refuses.
  electronFuses: { ...fuses, enableNodeCliInspectArguments: true }
}
