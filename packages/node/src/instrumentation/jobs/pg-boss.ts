import { type EsExports, onEsModule } from '../../modules/es-modules.ts'
import { onFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { patch } from '../patch.ts'
import { untraced } from './outside-of-traces.ts'
import { setPgBossTracer, tracedCreateJob, tracedInsert, tracedWork } from './pg-boss-spans.ts'

/**
 * pg-boss traces by itself since 12.38, and carries the context in a column of its own where it is told to, which we do.
 * Before that we make the spans, and the context is not carried (docs/decisions/0018).
 *
 * What it asks of its database again and again is traced in no version.
 */
export function instrumentPgBoss(provider: RecordingTracerProvider): () => void {
  setPgBossTracer(provider.getTracer('@throughline/node/pg-boss', sdkVersion))
  let isOn = true
  const stops = [
    onFile('pg-boss', 'src/index.js', quiet),
    onFile('pg-boss', 'src/worker.js', quiet),
    onFile('pg-boss', 'src/manager.js', traced),
    // 12.0 is one file.
    onEsModule('pg-boss/dist/index.mjs', ['PgBoss', 'Worker', 'Manager'], ({ PgBoss, Worker, Manager }) => {
      quiet(PgBoss)
      quiet(Worker)
      traced(Manager)
    }),
    onEsModule('pg-boss/dist/index.js', ['PgBoss'], ({ PgBoss }) => quiet(PgBoss)),
    onEsModule('pg-boss/dist/worker.js', ['Worker'], ({ Worker }) => quiet(Worker)),
    onEsModule('pg-boss/dist/manager.js', ['Manager', 'Telemetry'], ({ Manager, Telemetry }) => {
      if (Telemetry === undefined) traced(Manager)
    }),
    onEsModule('pg-boss/dist/attorney.js', ['getConfig'], attorney => carryContext(attorney, () => isOn)),
    () => {
      isOn = false
      setPgBossTracer(undefined)
    },
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const quiet = (type: unknown): void => patch(type, { start: untraced })

const traced = (manager: unknown): void =>
  patch(manager, { createJob: tracedCreateJob, insert: tracedInsert, work: tracedWork })

interface Config {
  openTelemetry?: object
}

/** An app that has decided about `propagateContext` itself is left to that. */
function carryContext(attorney: EsExports, isOn: () => boolean): void {
  const getConfig = attorney.getConfig as (value: unknown) => Config
  attorney.getConfig = (value: unknown): Config => {
    const config = getConfig(value)
    if (isOn()) config.openTelemetry = { propagateContext: true, ...config.openTelemetry }
    return config
  }
}
