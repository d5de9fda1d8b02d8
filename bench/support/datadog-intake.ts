import { createRequire } from 'node:module'
import { type Intake, line } from './intake.ts'

interface DatadogSpan {
  readonly resource: string
  readonly meta: Readonly<Record<string, string>>
}

// Required, not imported: the peers are installed when a case first runs, and the types are checked before that.
const { decode }: { decode(body: Uint8Array): unknown } = createRequire(import.meta.url)('@msgpack/msgpack')

const spansIn = (body: Buffer) => (decode(body) as readonly (readonly DatadogSpan[])[]).flat()

/** The agent's `/v0.4/traces`: MessagePack, an array of traces, which are arrays of spans. */
export const datadogIntake: Intake = {
  count: body => spansIn(body).length,
  describe: body =>
    spansIn(body).map(({ resource, meta }) =>
      line(meta['span.kind'] ?? 'internal', resource, meta['http.status_code']),
    ),
  answer: { type: 'application/json', body: '{"rate_by_service":{}}' },
}
