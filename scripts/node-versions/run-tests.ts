import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { testFlags } from '../test-flags.ts'

export interface TestRun {
  readonly passed: boolean
  readonly passCount: number
  readonly failCount: number
  /** What the runner said of the tests that failed; all that it said where it did not come that far. */
  readonly failures: string
}

/** Before 22.18, Node strips types only when told to, and warns each time; newer ones take the same flags. */
const STRIP_TYPES = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']

/** Runs the test files under the Node at `binary`. */
export async function runTests(binary: string, files: readonly string[], cwd: string): Promise<TestRun> {
  // With this variable a runner takes itself for the child of another: it runs nothing, says nothing, and exits with 0.
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env
  const args = [...STRIP_TYPES, ...testFlags, ...files]
  const child = spawn(binary, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return outcomeOf(output, code === 0)
}

/** Reads the end of what the reporter `spec` writes. A runner that ran nothing has not passed, whatever its exit code. */
export function outcomeOf(output: string, exitedWell: boolean): TestRun {
  const count = (what: string): number => Number(new RegExp(`^ℹ ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  const passCount = count('pass')
  const passed = exitedWell && passCount > 0
  const [, failures = output] = output.split('✖ failing tests:')
  return { passed, passCount, failCount: count('fail'), failures: passed ? '' : failures.trim() }
}
