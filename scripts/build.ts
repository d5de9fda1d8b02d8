/** Builds what is published and served. Development and tests need only the page of it: they run the sources. */
import { join } from 'node:path'
import { buildPackages } from './build/packages.ts'
import { buildPage } from './build/page.ts'

const root = join(import.meta.dirname, '..')

async function step(name: string, build: (root: string) => void | Promise<void>): Promise<void> {
  const startMs = performance.now()
  await build(root)
  console.log(`${name.padEnd(9)} ready (${((performance.now() - startMs) / 1000).toFixed(1)} s)`)
}

try {
  await step('packages', buildPackages)
  await step('page', buildPage)
} catch (error) {
  console.error(`throughline: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
