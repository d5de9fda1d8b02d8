/** For Node's test runner: a line of JSON for each test, by its file and the names that lead to it. */
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  /** By file, the names of the suites and tests that are open at each level. */
  const open = new Map<string | undefined, string[]>()
  for await (const { type, data } of source) {
    if (type !== 'test:start' && type !== 'test:pass' && type !== 'test:fail') continue
    const names = open.get(data.file) ?? []
    open.set(data.file, names)
    names.length = data.nesting
    names[data.nesting] = data.name
    if (type === 'test:start') continue
    const outcome = data.skip !== undefined ? 'skipped' : data.todo !== undefined ? 'todo' : type.slice('test:'.length)
    const file = data.file === undefined ? '' : relative(process.cwd(), data.file)
    const error =
      type === 'test:fail' ? String(data.details?.error?.cause?.message ?? data.details?.error?.message) : undefined
    yield `${JSON.stringify({ file, test: names.join(' › '), outcome, error })}\n`
  }
}
