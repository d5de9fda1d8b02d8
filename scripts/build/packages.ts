import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildBundles } from './bundles.ts'
import { writeCommonJsEntries } from './commonjs-entries.ts'
import { runTool } from './run-tool.ts'
import { readWorkspace } from './workspace.ts'

/**
 * Writes each package's `dist`: JavaScript and declarations by `tsc -b`, which knows what changed, bundles, CommonJS entries.
 * The licence is copied next to it, because npm packs nothing from above a package's folder.
 */
export async function buildPackages(root: string): Promise<void> {
  runTool('tsc', ['-b'], root)
  await buildBundles(root)
  for (const { folder, manifest } of readWorkspace(root)) {
    writeCommonJsEntries(folder, manifest)
    if (!manifest.private) copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  }
}
