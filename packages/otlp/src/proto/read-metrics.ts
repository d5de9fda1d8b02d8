import { emptyMetric, emptyResourceMetrics, emptyScopeMetrics, type MetricDataDraft } from '../drafts/metrics.ts'
import { hollowBelowBytes } from '../limits.ts'
import type { Metric, MetricsData, ResourceMetrics, ScopeMetrics } from '../model/metrics.ts'
import { ok, type Result } from '../result.ts'
import type { ProtoReader } from '../wire/proto-reader.ts'
import { mergeResource, mergeScope, readKeyValue } from './read-common.ts'
import { readNumberPoint, readSummaryPoint } from './read-data-points.ts'
import { readGroup, readGroups } from './read-groups.ts'
import { readExponentialPoint, readHistogramPoint } from './read-histograms.ts'

/** Reads `MetricsData` or `ExportMetricsServiceRequest`; what `readTracesProto` says of values and errors is true of it as well. */
export function readMetricsProto(bytes: Uint8Array): Result<MetricsData> {
  const groups = readGroups(bytes, readResourceMetrics)
  return groups.ok ? ok({ resourceMetrics: groups.value }) : groups
}

function readResourceMetrics(reader: ProtoReader): ResourceMetrics {
  const group = emptyResourceMetrics()
  const mergeOwner = () => mergeResource(reader, group.resource)
  readGroup(reader, group, mergeOwner, () => group.scopeMetrics.push(readScopeMetrics(reader)))
  return group
}

function readScopeMetrics(reader: ProtoReader): ScopeMetrics {
  const group = emptyScopeMetrics()
  const mergeOwner = () => mergeScope(reader, group.scope)
  readGroup(reader, group, mergeOwner, () => group.metrics.push(readMetric(reader)))
  return group
}

function readMetric(reader: ProtoReader): Metric {
  const metric = emptyMetric()
  const outer = reader.enter(hollowBelowBytes.metric)
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        metric.name = reader.string()
        break
      case 2:
        metric.description = reader.string()
        break
      case 3:
        metric.unit = reader.string()
        break
      case 5:
      case 7:
      case 9:
      case 10:
      case 11:
        metric.data = mergeData(reader, metric.data)
        break
      case 12:
        metric.metadata.push(readKeyValue(reader))
        break
      default:
        reader.skip()
    }
  }
  reader.leave(outer)
  return metric
}

/** The member of the `oneof` that the current field is: the one that is there, where it is of the same kind. */
function mergeData(reader: ProtoReader, current: MetricDataDraft): MetricDataDraft {
  const fresh = emptyDataOf(reader.field)
  const data = current.kind === fresh.kind ? current : fresh
  const outer = reader.enter(0)
  while (reader.next()) readDataField(reader, data)
  reader.leave(outer)
  return data
}

function emptyDataOf(field: number): MetricDataDraft {
  switch (field) {
    case 5:
      return { kind: 'gauge', dataPoints: [] }
    case 7:
      return { kind: 'sum', dataPoints: [], aggregationTemporality: 0, isMonotonic: false }
    case 9:
      return { kind: 'histogram', dataPoints: [], aggregationTemporality: 0 }
    case 10:
      return { kind: 'exponentialHistogram', dataPoints: [], aggregationTemporality: 0 }
    default:
      return { kind: 'summary', dataPoints: [] }
  }
}

/** The fields have the same numbers in all kinds: 1 the points, 2 the temporality, 3 whether a sum only grows. */
function readDataField(reader: ProtoReader, data: MetricDataDraft): void {
  if (reader.field === 1) readPoint(reader, data)
  else if (reader.field === 2 && 'aggregationTemporality' in data) data.aggregationTemporality = reader.int32()
  else if (reader.field === 3 && data.kind === 'sum') data.isMonotonic = reader.bool()
  else reader.skip()
}

function readPoint(reader: ProtoReader, data: MetricDataDraft): void {
  switch (data.kind) {
    case 'gauge':
    case 'sum':
      data.dataPoints.push(readNumberPoint(reader))
      break
    case 'histogram':
      data.dataPoints.push(readHistogramPoint(reader))
      break
    case 'exponentialHistogram':
      data.dataPoints.push(readExponentialPoint(reader))
      break
    case 'summary':
      data.dataPoints.push(readSummaryPoint(reader))
      break
    case 'empty':
      break
  }
}
