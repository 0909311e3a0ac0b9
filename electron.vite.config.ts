import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

/** The Electron that this version of VF Lab is for: an older one that stands in says so. */
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>
}

export default defineConfig({
  main: {
    define: { __BUILT_FOR_ELECTRON__: JSON.stringify(devDependencies['electron']) },
    build: {
      target: 'node18',
      outDir: 'out/main',
      // `dependencies` (ssh2, better-sqlite3) stay outside, `devDependencies` are bundled. import() has to become
      // require(): older Electron has no ES modules inside an asar archive.
      rolldownOptions: { output: { dynamicImportInCjs: false } },
      lib: {
        // The command line is built beside the app: out/main/vflab.cjs runs with any Node.js from version 20.
        entry: { index: resolve('electron/main/index.ts'), vflab: resolve('electron/cli/vflab.ts') },
        formats: ['cjs']
      }
    }
  },
  preload: {
    build: {
      target: 'node18',
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but 'electron'.
      externalizeDeps: false,
      lib: { entry: resolve('electron/preload/index.ts'), formats: ['cjs'] }
    }
  },
  renderer: {
    root: resolve('renderer'),
    plugins: [vue()],
    // Every component here is written with setup: the older way of writing them need not be loaded.
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    build: {
      target: 'chrome114',
      minify: true,
      outDir: resolve('out/renderer'),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: resolve('renderer/index.html') }
    }
  }
})
