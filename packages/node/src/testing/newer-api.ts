import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes of a copy of the API, in the folder `api`, what the next version will be, once there is one. */
export function makeNewer(api: string): void {
  const { version } = JSON.parse(readFileSync(join(api, 'package.json'), 'utf8'))
  for (const file of ['package.json', ...globSync('dist/**/*.{cjs,mjs}', { cwd: api })]) {
    writeFileSync(join(api, file), readFileSync(join(api, file), 'utf8').replaceAll(version, '1.99.0'))
  }
}
