import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Whole-system tests: they start SSH servers, shells or virtual machines, one after the other. */
const SYSTEM = [
  'electron/core/store/**/*.test.ts',
  'electron/core/{ssh,scan}/**/*.test.ts',
  'electron/cli/**/*.test.ts',
  'test/export/**/*.test.ts'
]
const node = { environment: 'node' as const }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: [
            'shared/**/*.test.ts',
            'electron/**/*.test.ts',
            'test/hosts/**/*.test.ts',
            'test/house/**/*.test.ts',
            'test/lab/**/*.test.ts'
          ],
          exclude: [...SYSTEM, '**/node_modules/**'],
          // Properties over random networks take seconds each where several things run at once.
          testTimeout: 60_000
        }
      },
      {
        plugins: [vue()],
        test: {
          name: 'window',
          environment: 'happy-dom',
          include: ['renderer/**/*.test.ts'],
          // The first test of a view compiles its components: seconds where several things run at once.
          testTimeout: 30_000
        }
      },
      { test: { ...node, name: 'store', include: ['electron/core/store/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'ssh',
          include: ['electron/core/{ssh,scan}/**/*.test.ts'],
          testTimeout: 30_000
        }
      },
      { test: { ...node, name: 'cli', include: ['electron/cli/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { ...node, name: 'export', include: ['test/export/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          ...node,
          name: 'lab',
          include: ['test/**/*.lab.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000
        }
      }
    ]
  }
})
