import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'

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
  prettier
)
