/**
 * `bundle-sdk.ts FOLDER`: puts the SDK as an app loads it, without types, into the folder's `@throughline`. For tests that
 * start an app hundreds of times: from sources, most of each start would go into reading them.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildBundles } from './build/bundles.ts'

const root = join(import.meta.dirname, '..')
const [folder = '.'] = process.argv.slice(2)

await buildBundles(root, name => {
  const target = join(folder, '@throughline', name)
  mkdirSync(target, { recursive: true })
  copyFileSync(join(root, 'packages', name, 'package.json'), join(target, 'package.json'))
  return target
})
