import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { requireProgram } from '@throughline/otlp/testing'
import { createDecisionCounts } from '../decide/stats.ts'
import { createCounters } from '../receive/counts.ts'
import { writeMetrics } from './metrics.ts'
import type { HealthSources } from './sources.ts'

const items = { traces: 1, metrics: 2, logs: 3, profiles: 4 }
const anyName = 'half "quoted" \\ on\ntwo lines'

const sources: HealthSources = {
  version: '1.2.3',
  counters: createCounters(),
  inFlightBytes: 5,
  memory: { state: 'normal', residentBytes: 6, limitBytes: 7 },
  redacted: { [anyName]: 8 },
  outputs: {
    grafana: {
      forwarding: {
        sentItems: items,
        rejectedItems: items,
        queuedItems: items,
        evictedItems: items,
        queuedBytes: 9,
        refusedPayloads: 10,
        damagedBytes: 11,
        sentRequests: 12,
        failedRequests: 13,
        lastError: '',
        lastErrorUnixMs: 0,
      },
      sampling: {
        ...createDecisionCounts([anyName]),
        lateKeptSpans: 14,
        earlyTraces: 15,
        pendingSpans: 16,
        pendingTraces: 17,
        bufferedBytes: 18,
      },
    },
  },
  store: undefined,
}

describe('metrics', () => {
  const promtool = requireProgram('promtool', 'prometheus')

  it('are what Prometheus can read and finds nothing to complain of', { skip: promtool.skip }, () => {
    const { status, stdout, stderr } = spawnSync(promtool.path, ['check', 'metrics'], { input: writeMetrics(sources) })
    assert.equal(status, 0, `${stdout}${stderr}`)
  })

  it('hold every number of a destination and of what decides for it', () => {
    const lines = writeMetrics(sources).split('\n')
    for (const line of [
      'throughline_forward_queued_items{destination="grafana",signal="logs"} 3',
      'throughline_forward_queued_bytes{destination="grafana"} 9',
      'throughline_forward_refused_payloads_total{destination="grafana"} 10',
      'throughline_forward_damaged_bytes_total{destination="grafana"} 11',
      'throughline_forward_sent_requests_total{destination="grafana"} 12',
      'throughline_forward_failed_requests_total{destination="grafana"} 13',
      'throughline_sampling_late_spans_total{output="grafana",decision="kept"} 14',
      'throughline_sampling_early_traces_total{output="grafana"} 15',
      'throughline_sampling_pending_spans{output="grafana"} 16',
      'throughline_sampling_pending_traces{output="grafana"} 17',
      'throughline_sampling_buffered_bytes{output="grafana"} 18',
    ]) {
      assert.ok(lines.includes(line), line)
    }
  })

  it('have names of rules and policies in them, whatever these are', () => {
    const text = writeMetrics(sources)
    const escaped = 'half \\"quoted\\" \\\\ on\\ntwo lines'
    assert.ok(text.includes(`throughline_redacted_values_total{rule="${escaped}"} 8\n`))
    assert.ok(text.includes(`throughline_sampling_policy_traces_total{output="grafana",policy="${escaped}"} 0\n`))
  })
})
