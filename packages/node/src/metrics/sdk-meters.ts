import type { HrTime } from '@opentelemetry/api'
import type * as Sdk from '@opentelemetry/sdk-metrics'
import type { View, ViewName } from './views.ts'

export interface SdkMeters {
  readonly provider: Sdk.MeterProvider
  readonly readers: ReadonlyMap<ViewName, Sdk.MetricReader>
}

/** One provider, and a reader for each way out. */
export function openSdk(sdk: typeof Sdk, views: ReadonlyMap<ViewName, View>): SdkMeters {
  const readers = new Map(Array.from(views, ([name, view]) => [name, openReader(sdk, view)]))
  return { provider: new sdk.MeterProvider({ readers: [...readers.values()] }), readers }
}

function openReader(sdk: typeof Sdk, { temporality, isExponential }: View): Sdk.MetricReader {
  const { AggregationTemporality, AggregationType, InstrumentType, MetricReader } = sdk
  class Reader extends MetricReader {
    protected async onForceFlush(): Promise<void> {}
    protected async onShutdown(): Promise<void> {}
  }
  const deltas = deltaTypes(InstrumentType)[temporality]
  return new Reader({
    aggregationTemporalitySelector: type =>
      deltas.has(type) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    aggregationSelector: type => ({
      type:
        isExponential && type === InstrumentType.HISTOGRAM
          ? AggregationType.EXPONENTIAL_HISTOGRAM
          : AggregationType.DEFAULT,
    }),
  })
}

/** OTLP exporter of metrics, "Additional Environment Variable Configuration". */
const deltaTypes = (type: typeof Sdk.InstrumentType) => ({
  cumulative: new Set<Sdk.InstrumentType>(),
  delta: new Set([type.COUNTER, type.OBSERVABLE_COUNTER, type.HISTOGRAM]),
  lowmemory: new Set([type.COUNTER, type.HISTOGRAM]),
})

/** What of the SDK's insides holds readings; it hands them out as promises, which a process that ends never sees kept. */
interface Collector {
  readonly _sharedState: { readonly meterSharedStates: ReadonlyMap<string, MeterState> }
}
interface MeterState {
  readonly _instrumentationScope: Sdk.ScopeMetrics['scope']
  readonly metricStorageRegistry: { getStorages(collector: Collector): readonly Storage[] }
}
interface Storage {
  collect(collector: Collector, time: HrTime): Sdk.MetricData | undefined
}

/** The readings of now, without waiting. */
export function readNow(reader: Sdk.MetricReader): readonly Sdk.ScopeMetrics[] {
  const collector: Collector = Reflect.get(reader, '_sdkMetricProducer')
  const nowMs = Date.now()
  const time: HrTime = [Math.floor(nowMs / 1e3), (nowMs % 1e3) * 1e6]
  return Array.from(collector._sharedState.meterSharedStates.values(), state => ({
    scope: state._instrumentationScope,
    metrics: state.metricStorageRegistry
      .getStorages(collector)
      .map(storage => storage.collect(collector, time))
      .filter(metric => metric !== undefined),
  }))
}
