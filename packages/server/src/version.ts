import { readFileSync } from 'node:fs'

/** The version in this package's own manifest, which lies one folder up both from `src` and from `dist`. */
const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

export const { version } = manifest
