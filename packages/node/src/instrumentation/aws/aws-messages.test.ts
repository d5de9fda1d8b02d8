import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxAwsMessageAttributes } from '../../limits.ts'
import { openTracer } from '../../testing/tracing.ts'
import { askingForHeaders, destinationOf, headersOf, withHeaders } from './aws-messages.ts'

const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { DataType: 'Number', StringValue: '1' }]))
const namesOf = ({ MessageAttributes }: Record<string, unknown>) => Object.keys(MessageAttributes ?? {})

test('a message is told of the trace until it has no room for that', () => {
  const last = { MessageAttributes: attributes(maxAwsMessageAttributes - 1) }
  const first = { MessageAttributes: attributes(maxAwsMessageAttributes) }
  assert.deepEqual(namesOf(withHeaders(last, { traceparent })), [...namesOf(last), 'traceparent'])
  assert.equal(withHeaders(first, { traceparent }), first)
})

test('an app that passes a message on passes on its own trace, in a copy', () => {
  const old = { traceparent: 'old', tracestate: 'old', a: 1 }
  const entries = Object.freeze([Object.freeze({ Id: '1', MessageAttributes: Object.freeze(old) })])
  const told = withHeaders({ Entries: entries }, { traceparent })
  const attribute = { DataType: 'String', StringValue: traceparent }
  assert.deepEqual(told, { Entries: [{ Id: '1', MessageAttributes: { a: 1, traceparent: attribute } }] })
})

test('attributes of the trace are asked for besides those that the app wants', () => {
  const { tracer } = openTracer()
  const asked = (names?: string[]) => askingForHeaders(tracer, { MessageAttributeNames: names }).MessageAttributeNames
  assert.deepEqual(asked(), ['traceparent', 'tracestate', 'baggage'])
  assert.deepEqual(asked(['type', 'baggage']), ['type', 'baggage', 'traceparent', 'tracestate'])
  assert.deepEqual([asked(['All']), asked(['.*'])], [['All'], ['.*']])
})

test('a message tells of its producer, also by the text that a topic wrapped it in', () => {
  const attribute = { StringValue: traceparent }
  assert.equal(headersOf({ MessageAttributes: { traceparent: attribute } }).get('traceparent'), traceparent)
  const published = { TopicArn: 'news', MessageAttributes: { traceparent: { Type: 'String', Value: traceparent } } }
  assert.equal(headersOf({ Body: JSON.stringify(published) }).get('traceparent'), traceparent)
  for (const Body of ['{"TopicArn"', '"\\"TopicArn\\""', 'null', 7])
    assert.deepEqual([...headersOf({ Body }).keys()], [])
})

test('a destination is the name of a queue or a topic, and no telephone number', () => {
  assert.equal(destinationOf({ QueueUrl: 'http://sqs/1/orders' }), 'orders')
  assert.equal(destinationOf({ TopicArn: 'arn:aws:sns:us-east-1:1:news' }), 'news')
  assert.equal(destinationOf({ PhoneNumber: '+49 1' }), undefined)
})
