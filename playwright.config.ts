import { defineConfig } from '@playwright/test'

/** Whole-app tests: the real Electron, one app at a time, a fresh profile each. */
export default defineConfig({
  testDir: 'test/e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  outputDir: 'test-results'
})
