/** `npm start`: from a fresh clone to the open window. */
import { existsSync } from 'node:fs'
import { installDebianPackages } from './debian-packages.mjs'
import { giveUp, projectEnv, root, run } from './project.mjs'
import { installPackages } from './packages.mjs'
import { ELECTRON_LIBRARIES } from './test-machine.mjs'

const NO_DISPLAY = `There is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set).
  On this machine's own screen: log in there and run npm start.
  Over SSH: connect with "ssh -X", or run it in a virtual screen: xvfb-run -a npm start
  Without a window: npm run vflab -- --help`

await installPackages()
const { buildApp } = await import('./build.mjs')
const { electronExecutable } = await import('./electron-runtime.mjs')

const needsDisplay = process.platform === 'linux'
if (needsDisplay && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) giveUp(NO_DISPLAY, 3)

await buildApp()
const electron = await electronExecutable()
const isRoot = process.getuid?.() === 0
if (existsSync('/etc/debian_version')) await installDebianPackages(ELECTRON_LIBRARIES, 'the window')
// Chromium refuses to run its OS sandbox as root; the renderer stays sandboxed from Node all the same.
const flags = isRoot ? ['--no-sandbox'] : []
process.exit(await run(electron, [...flags, root, ...process.argv.slice(2)], { env: projectEnv() }))
