import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder } from '../support/child.ts'

const builder = 'go.opentelemetry.io/collector/cmd/builder@v0.165.0'
export const collectorBin = join(benchFolder, 'results/otelcol-bench/otelcol-bench')

/** Builds the OpenTelemetry Collector from its Go modules, once; that takes some minutes and a gigabyte. */
export const buildCollector = (): void => {
  if (existsSync(collectorBin)) return
  console.error('building the OpenTelemetry Collector')
  const { status, error } = spawnSync('go', ['run', builder, '--config', 'collector.yaml'], {
    cwd: import.meta.dirname,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error)
    throw new Error(`the peer is built by Go, which cannot be run (${error.message}): apt-get install golang-go`)
  if (status !== 0) throw new Error('the OpenTelemetry Collector could not be built; the reason is above')
}
