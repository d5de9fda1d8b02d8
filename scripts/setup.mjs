/** What `npm start` and its like run first: installs and builds whatever is missing or out of date, and only that. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { install, nodeBinary } from './install.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
try {
  await install(root)
  const build = spawnSync(nodeBinary(root), ['scripts/build.ts'], { cwd: root, stdio: 'inherit' })
  process.exitCode = build.status ?? 1
} catch (error) {
  console.error(`throughline: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
