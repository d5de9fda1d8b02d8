import { logs as logsApi } from '@opentelemetry/api'
import type { RecorderMemory } from '../recorder/memory.ts'
import { encodeResource } from '../resource/resource.ts'
import type { Settings } from '../settings/settings.ts'
import { lineEmitter } from './emit-line.ts'
import { instrumentLogs } from './instrument-logs.ts'
import { LogRecorder } from './log-recorder.ts'
import { RecordingLoggerProvider } from './logger-provider.ts'
import { StdoutSink } from './stdout-sink.ts'

/** Everything that is done with logs, as the settings say. `recorder` is there where records are sent. */
export function startLogs(memory: RecorderMemory, settings: Settings) {
  const recorder = memory.logs === undefined ? undefined : new LogRecorder(memory.logs, () => encodeResource(settings))
  const sinks = [
    ...(recorder === undefined ? [] : [recorder]),
    ...(settings.logs.isToConsole ? [new StdoutSink()] : []),
  ]
  const emit = sinks.length === 0 ? undefined : lineEmitter(sinks, settings.logs.limits)
  const stopInstrumentations = instrumentLogs(settings.instrumentations, settings.logs.consoleTraceIds, emit)
  const isBehindApi =
    emit !== undefined && logsApi.setGlobalLoggerProvider(new RecordingLoggerProvider(sinks, settings.logs.limits))
  return {
    recorder,
    stop: () => {
      stopInstrumentations()
      if (isBehindApi) logsApi.disable()
    },
  }
}
