import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

/**
 * What an app loads is shipped in a few files. Importing 100 ES modules before a service makes Node's own
 * `process.nextTick` five times as slow for as long as it runs, 3 µs of every request, and takes its time at start;
 * see "request-overhead" in bench/README.md. Entries are by name in `dist`; declarations stay with `tsc`.
 */
const bundles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  otlp: { index: 'src/index.ts', 'testing/index': 'src/testing/index.ts' },
  // The exporter's thread is started by its path, from the file beside it.
  node: { index: 'src/index.ts', register: 'src/register.ts', thread: 'src/exporter/thread.ts' },
}

/**
 * Packages whose code is part of those files. A copy of the API of our own is one of several that an app has anyway; they
 * share what is registered.
 */
const included: ReadonlySet<string> = new Set(['@opentelemetry/api', '@throughline/otlp'])

/** Into the `dist` of each package; `target` gives the folder to put that into, which is the package's own. */
export async function buildBundles(
  root: string,
  target = (name: string): string => join(root, 'packages', name),
): Promise<void> {
  for (const [name, input] of Object.entries(bundles)) await bundle(join(root, 'packages', name), input, target(name))
}

async function bundle(cwd: string, input: Readonly<Record<string, string>>, target: string): Promise<void> {
  // Without a hash in their names: what was built before is replaced, and whoever runs from `dist` meanwhile finds it.
  const { output } = await build({
    cwd,
    input,
    platform: 'node',
    // Our own packages from their sources: a bundle of theirs would be one part in all files, and JSON, which one file
    // needs, would be loaded with every app and every thread.
    resolve: { conditionNames: ['throughline-source', 'import', 'node', 'default'] },
    external: id => !id.startsWith('.') && !id.startsWith('/') && !included.has(id),
    output: {
      dir: join(target, 'dist'),
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      banner: '/* Parts are @opentelemetry/api, copyright The OpenTelemetry Authors, Apache-2.0. */',
      sourcemap: true,
    },
  })
  const written = new Set(output.map(({ fileName }) => join('dist', fileName)))
  for (const file of globSync('dist/**/*.{js,js.map}', { cwd: target })) {
    if (!written.has(file)) rmSync(join(target, file))
  }
}
