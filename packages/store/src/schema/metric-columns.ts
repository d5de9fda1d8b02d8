import type { Metric, MetricData } from '@throughline/otlp'
import { bool, int32, repeatedText, text } from '../rowbinary/codecs.ts'
import { type Columns, column, type ObjectColumns } from '../rowbinary/columns.ts'
import { attributeTexts, attributeTypes } from '../rows/attributes.ts'
import { type ResourceGroup, resourceColumns, type ScopeGroup, scopeColumns } from './group-columns.ts'
import {
  exponentialHistogramPointColumns,
  histogramPointColumns,
  numberPointColumns,
  summaryPointColumns,
} from './point-columns.ts'

/*
 * The columns of the tables `otel_metrics_…`, one for each kind of metric, as `span-columns.ts` has those of
 * `otel_traces`. A row is a data point; its resource, scope and metric are repeated in each.
 */

/** A kind of metric that has data points. */
export type MetricKind = Exclude<MetricData['kind'], 'empty'>
export type DataOf<Kind extends MetricKind> = Extract<MetricData, { readonly kind: Kind }>
/** The type of the kind's data points. */
export type PointOf<Kind extends MetricKind> = DataOf<Kind>['dataPoints'][number]

export const metricResourceColumns = {
  ...resourceColumns,
  ResourceSchemaUrl: column(text, ({ schemaUrl }) => schemaUrl),
} satisfies ObjectColumns<ResourceGroup>

const { ScopeDroppedAttributesCount: ScopeDroppedAttrCount, ...namedAlike } = scopeColumns

export const metricScopeColumns = {
  ...namedAlike,
  ScopeSchemaUrl: column(text, ({ schemaUrl }) => schemaUrl),
  // The exporter's name for it in these tables.
  ScopeDroppedAttrCount,
} satisfies ObjectColumns<ScopeGroup>

export const metricColumns = {
  MetricName: column(repeatedText, metric => metric.name),
  MetricDescription: column(text, metric => metric.description),
  MetricUnit: column(text, metric => metric.unit),
  MetricMetadata: column(attributeTexts, metric => metric.metadata),
  MetricMetadataTypes: column(attributeTypes, metric => metric.metadata),
} satisfies ObjectColumns<Metric>

const temporalityColumns = {
  AggregationTemporality: column(int32, data => data.aggregationTemporality),
} satisfies ObjectColumns<DataOf<'sum' | 'histogram' | 'exponentialHistogram'>>

/** What a metric says of all its points, and the points, by kind. */
export const kinds = {
  gauge: { table: 'otel_metrics_gauge', data: {}, point: numberPointColumns },
  sum: {
    table: 'otel_metrics_sum',
    data: { ...temporalityColumns, IsMonotonic: column(bool, (data: DataOf<'sum'>) => data.isMonotonic) },
    point: numberPointColumns,
  },
  histogram: { table: 'otel_metrics_histogram', data: temporalityColumns, point: histogramPointColumns },
  exponentialHistogram: {
    table: 'otel_metrics_exponential_histogram',
    data: temporalityColumns,
    point: exponentialHistogramPointColumns,
  },
  summary: { table: 'otel_metrics_summary', data: {}, point: summaryPointColumns },
} as const satisfies {
  readonly [Kind in MetricKind]: {
    readonly table: `otel_metrics_${string}`
    readonly data: ObjectColumns<DataOf<Kind>>
    readonly point: ObjectColumns<PointOf<Kind>>
  }
}

export const metricKinds = Object.keys(kinds) as readonly MetricKind[]

/** Everything in the order of a row's bytes. */
export const columnsOfKind = (kind: MetricKind): Columns => ({
  ...metricResourceColumns,
  ...metricScopeColumns,
  ...metricColumns,
  ...kinds[kind].data,
  ...kinds[kind].point,
})
