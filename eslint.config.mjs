import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'

/** Files that only tests use: `test-*.ts` beside what they help to test, `testing/` where it is a whole folder. */
const TESTING = ['**/*.test.ts', '**/test-*.ts', '**/testing/**']

/** Files that may be longer than the rest, each with its reason. */
const LONG_FILES = [
  // A table of data: one entry a parameter of the model, with unit, range and source.
  'shared/calibration/parameter-table.ts',
  // A table of data: one entry a read of the probe, with its limit and what it is for.
  'shared/probe/reads.ts',
  // Still to be taken apart by idea.
  'renderer/views/whatif/PathLane.vue',
  'renderer/views/whatif/PathPane.vue',
  'renderer/views/whatif/SweepPane.vue',
  'renderer/views/whatif/WhatIfView.vue',
  'renderer/widgets/VirtualTable.vue',
  'shared/simulate/engine/event-run.ts',
  'shared/snapshot/types.ts'
]

const atMost = (max) => ({ 'max-lines': ['error', { max }] })

export default defineConfigWithVueTs(
  {
    ignores: ['out', 'dist', 'node_modules', '.electron', 'coverage', 'test-results', '**/.cache', '**/.run']
  },
  vue.configs['flat/recommended'],
  vueTsConfigs.strict,
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' }
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-empty-function': 'off',
      'no-console': ['error', { allow: ['error'] }],
      'vue/no-v-html': 'error',
      // An optional prop is `T | undefined` to the compiler: a default of undefined says nothing more.
      'vue/require-default-prop': 'off',
      'vue/multi-word-component-names': 'error'
    }
  },
  {
    // Programs for a terminal: printing is what they are for.
    files: ['tools/**', 'electron/cli/**', 'test/lab/**', 'test/bench/**'],
    rules: { 'no-console': 'off' }
  },
  {
    // The core is pure: time, randomness and the outside world come in as arguments.
    files: ['shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'process',
        'fetch',
        'setTimeout',
        'setInterval',
        'performance',
        'crypto'
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take a seed as an argument.' },
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' }
      ]
    }
  },
  {
    // What the compiler knows and does not say: a promise without an await, a switch that leaves a case out.
    files: ['{electron,renderer,shared,test}/**/*.{ts,vue}'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-array-delete': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-duplicate-type-constituents': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-meaningless-void-operator': 'error',
      // A menu entry or a handler may start work that handles its own errors.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { properties: false } }],
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'error',
      '@typescript-eslint/no-unnecessary-template-expression': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ]
    }
  },
  {
    // In the core and the main process an `any` is always a hole, and so is a condition that is always true.
    files: ['{electron,shared}/**/*.ts'],
    ignores: TESTING,
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error'
    }
  },
  {
    // What ships knows no test: a fixture that a program needs is data of the program.
    files: ['{electron,renderer,shared}/**/*.{ts,vue}'],
    ignores: TESTING,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: TESTING, message: 'Only tests may import this: move what ships out of it.' }]
        }
      ]
    }
  },
  // One idea a file. A test may list more cases than the idea has lines.
  { files: ['**/*.{ts,mjs}'], ignores: [...TESTING, ...LONG_FILES, '**/*.lab.ts'], rules: atMost(300) },
  { files: ['**/*.vue'], ignores: LONG_FILES, rules: atMost(250) },
  { files: TESTING, rules: atMost(400) },
  prettier
)
