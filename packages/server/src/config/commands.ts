import { err, ok, type Result } from '@throughline/otlp'
import Value from 'typebox/value'
import { stringify } from 'yaml'
import type { ConfigCommand } from '../cli/args.ts'
import { jsonSchema } from './json-schema.ts'
import { differencesOf, masked } from './leaves.ts'
import { type ConfigSource, configShape, loadSettings } from './load-config.ts'
import { type Config, ConfigSchema } from './schema.ts'

/** What `throughline config …` prints. */
export function runConfigCommand(command: ConfigCommand, source: Omit<ConfigSource, 'file'>): Result<string> {
  if (command.action === 'schema') return ok(`${JSON.stringify(jsonSchema(), null, 2)}\n`)
  const settings = loadSettings({ ...source, file: command.file })
  if (!settings.ok) return err(settings.error)
  const { config, written } = settings.value
  return ok(command.action === 'check' ? verdict(command.file, written) : shownConfig(config))
}

/** Read back, it is the same configuration but for its secrets. */
const shownConfig = (config: Config): string => stringify(masked(configShape, config), { lineWidth: 0 })

function verdict(file: string, written: unknown): string {
  const defaults = Value.Default(ConfigSchema, {})
  const lines = differencesOf(configShape, written, defaults)
    .filter(({ value }) => value !== undefined)
    .map(
      ({ name, value, other }) =>
        `  ${name}: ${shown(value)}${other === undefined ? '' : ` (default ${shown(other)})`}`,
    )
  return [`${file} is valid${lines.length === 0 ? ', and changes no default.' : '. It sets:'}`, ...lines, ''].join('\n')
}

const shown = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : JSON.stringify(value))
