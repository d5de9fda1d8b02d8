import assert from 'node:assert/strict'
import { test } from 'node:test'
import { severityOfName, severityOfNumber } from './severity.ts'

test('levels of pino and bunyan are the first of their range, those between are finer, and none is beyond it', () => {
  const numbers = [10, 20, 30, 35, 40, 50, 60, 65, -5, 1000]
  assert.deepEqual(numbers.map(severityOfNumber), [1, 5, 9, 11, 13, 17, 21, 23, 1, 24])
})

test('levels of winston go by their names, and a name of the app is unspecified', () => {
  const names = [
    'silly',
    'debug',
    'verbose',
    'http',
    'info',
    'notice',
    'warn',
    'error',
    'emerg',
    'sales',
    'constructor',
  ]
  assert.deepEqual(names.map(severityOfName), [1, 5, 6, 7, 9, 10, 13, 17, 21, 0, 0])
})
