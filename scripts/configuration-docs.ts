/**
 * Writes what the documents say of the server's settings from their schema: `docs/throughline.schema.json`, and the tables
 * at the end of `docs/configuration.md`. Run it after a change of settings; a test compares.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rowsOf, type Schema } from './source/setting-rows.ts'

const root = join(import.meta.dirname, '..')
const page = 'docs/configuration.md'
/** Everything from here on is generated. */
const HEADING = '## Every setting\n'

/** The documents as they should be, by their path. */
export function configurationDocs(): Readonly<Record<string, string>> {
  const command = [join(root, 'packages/server/bin/throughline.js'), 'config', 'schema']
  const text = execFileSync(process.execPath, ['--conditions=throughline-source', ...command], { encoding: 'utf8' })
  const [prose = ''] = readFileSync(join(root, page), 'utf8').split(HEADING)
  return { 'docs/throughline.schema.json': text, [page]: `${prose}${HEADING}${tablesOf(JSON.parse(text))}` }
}

function tablesOf(schema: Schema): string {
  const head = '| setting | default | values | is | example |\n|---|---|---|---|---|\n'
  return Object.entries(rowsOf(schema))
    .map(([name, rows]) => {
      const section = schema.$defs?.[name] ?? schema.properties?.[name]
      const lines = rows.map(cells => `| ${cells.map(escaped).join(' | ')} |\n`)
      return `\n### \`${name}\`\n${section?.description?.replace(/\.?$/, '.')}\n\n${head}${lines.join('')}`
    })
    .join('')
}

const escaped = (cell: string): string => cell.replaceAll('|', '\\|')

if (import.meta.main) {
  for (const [path, text] of Object.entries(configurationDocs())) writeFileSync(join(root, path), text)
}
