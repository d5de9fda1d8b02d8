import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Environment } from '../settings/environment.ts'
import { readSettings } from '../settings/read-settings.ts'
import type { Settings, StartOptions } from '../settings/settings.ts'

export const folder = mkdtempSync(join(tmpdir(), 'throughline-config-'))
after(() => rmSync(folder, { recursive: true }))

/** Settings of a file that says `text`; its path is `FILE` in what is said about it. */
export function readFile(text: string, environment: Environment = {}, options: StartOptions = {}) {
  const path = join(folder, 'otel.yaml')
  writeFileSync(path, text)
  const { settings, complaints } = readSettings(options, { ...environment, OTEL_CONFIG_FILE: path })
  return { settings, complaints: complaints.map(complaint => complaint.replaceAll(path, 'FILE')) }
}

/** Of lines below the one that says the format, with which nothing is wrong. */
export function settingsOf(text: string, environment: Environment = {}, options: StartOptions = {}): Settings {
  const { settings, complaints } = readFile(`file_format: "1.0"\n${text}`, environment, options)
  assert.deepEqual(complaints, [])
  return settings
}

export const complaintsOf = (text: string): readonly string[] => readFile(`file_format: "1.0"\n${text}`).complaints

export const withExporter = (exporter: string): string => `
tracer_provider:
  processors:
    - batch:
        exporter: ${exporter}`

export const withSampler = (sampler: string): string => `${withExporter('{otlp_http: }')}
  sampler: ${sampler}`
