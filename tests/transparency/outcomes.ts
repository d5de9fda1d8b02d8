import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Suite } from './suites.ts'

export interface Outcome {
  readonly file: string
  readonly test: string
  readonly outcome: string
  readonly error?: string
}

/** Longest for one file: some wait for timeouts of their own. */
const FILE_TIMEOUT_MS = 120_000

const reporter = join(import.meta.dirname, 'outcomes-reporter.ts')

/** Runs tests of a suite in `folder`; `files` are paths or one pattern. */
export async function runSuite(suite: Suite, folder: string, files: readonly string[], env: NodeJS.ProcessEnv) {
  const args = suite.runner === 'mocha' ? mochaArgs(folder, files) : nodeTestArgs(files)
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] })
  const outcomes: Outcome[] = []
  if (suite.runner === 'mocha') outcomes.push(...mochaOutcomes(await textOf(child.stdout), folder))
  else {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{"file"')) outcomes.push(JSON.parse(line))
    }
  }
  return outcomes
}

const nodeTestArgs = (files: readonly string[]): readonly string[] => [
  '--test',
  '--test-concurrency=2',
  `--test-timeout=${FILE_TIMEOUT_MS}`,
  `--test-reporter=${reporter}`,
  '--test-reporter-destination=stdout',
  ...files,
]

const mochaArgs = (folder: string, files: readonly string[]): readonly string[] => [
  join(folder, 'node_modules/mocha/bin/mocha.js'),
  '--reporter=json',
  '--exit',
  ...files,
]

interface MochaTest {
  readonly file: string
  readonly fullTitle: string
  readonly err: { readonly message?: string }
}

function mochaOutcomes(text: string, folder: string): readonly Outcome[] {
  // What the tests print comes before.
  const report = JSON.parse(text.slice(text.indexOf('{\n  "stats"')))
  const as =
    (outcome: string) =>
    (test: MochaTest): Outcome => ({
      file: test.file.slice(folder.length + 1),
      test: test.fullTitle,
      outcome,
      ...(test.err.message !== undefined && { error: test.err.message }),
    })
  return [...report.passes.map(as('pass')), ...report.failures.map(as('fail')), ...report.pending.map(as('skipped'))]
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}
