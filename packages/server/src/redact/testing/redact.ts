import assert from 'node:assert/strict'
import {
  type AnyValue,
  type KeyValue,
  type Result,
  readLogsProto,
  readTracesProto,
  type Span,
  writeLogsProto,
  writeTracesProto,
} from '@throughline/otlp'
import { everyFieldOfLogs } from '@throughline/otlp/testing'
import { Default } from 'typebox/value'
import { aSpan, tracesOf } from '../../testing/traces.ts'
import { openRedactor, type Redactor } from '../redactor.ts'
import { type RedactSettings, redactSettings } from '../settings.ts'

/** These settings, and the defaults of all others. */
export const settingsWith = (settings: Partial<RedactSettings>): RedactSettings =>
  Default(redactSettings, { ...settings }) as RedactSettings

export const redactorWith = (settings: Partial<RedactSettings> = {}): Redactor => openRedactor(settingsWith(settings))

export function unwrap<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.error)
  return result.value
}

export const text = (value: string): AnyValue => ({ kind: 'string', value })

/** Attributes with texts. */
export const texts = (entries: Readonly<Record<string, string>>): KeyValue[] =>
  Object.entries(entries).map(([key, value]) => ({ key, value: text(value) }))

/** A request with one span, which has `members`. */
export const spanRequest = (members: Partial<Span>): Uint8Array => writeTracesProto(tracesOf([aSpan(members)]))

export function spanOf(bytes: Uint8Array): Span {
  const span = unwrap(readTracesProto(bytes)).resourceSpans[0]?.scopeSpans[0]?.spans[0]
  assert.ok(span)
  return span
}

/** Attributes of a span that has `attributes`, after the redactor. */
export const redactedAttributes = (redactor: Redactor, attributes: readonly KeyValue[]): readonly KeyValue[] =>
  spanOf(unwrap(redactor.redact('traces', spanRequest({ attributes })))).attributes

/** A text as it comes out of the redactor, under a key that means nothing. */
export function redactedText(redactor: Redactor, value: string, key = 'note'): string {
  const [attribute] = redactedAttributes(redactor, [{ key, value: text(value) }])
  assert.ok(attribute?.value.kind === 'string')
  return attribute.value.value
}

/** The body of a log record as it comes out of the redactor. */
export function redactedBody(redactor: Redactor, body: AnyValue): AnyValue {
  const data = everyFieldOfLogs()
  const record = data.resourceLogs[0]?.scopeLogs[0]?.logRecords[0]
  assert.ok(record)
  const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 }
  const resource = { attributes: [], droppedAttributesCount: 0, entityRefs: [] }
  const request = writeLogsProto({
    resourceLogs: [
      {
        resource,
        schemaUrl: '',
        scopeLogs: [{ scope, schemaUrl: '', logRecords: [{ ...record, attributes: [], body }] }],
      },
    ],
  })
  const [group] = unwrap(readLogsProto(unwrap(redactor.redact('logs', request)))).resourceLogs
  const redacted = group?.scopeLogs[0]?.logRecords[0]
  assert.ok(redacted)
  return redacted.body
}
