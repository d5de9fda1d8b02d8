import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProtoReader, ProtoWriter } from '@throughline/otlp'
import { redactorWith, unwrap } from '../testing/redact.ts'

type Write = (writer: ProtoWriter) => void

const message = (writer: ProtoWriter, field: number, write: Write): void => {
  const mark = writer.begin(field)
  write(writer)
  writer.end(mark)
}

const strings = ['', 'password', 'hunter2', 'main', 'https://joe:pw@host/', 'thread.name', 'worker']

/** A request of profiles: one resource with attributes by index, a profile, and the dictionary of both. */
function request(ofProfile: Write = () => {}, attributeTable: Write = () => {}): Uint8Array {
  const writer = ProtoWriter.growing()
  message(writer, 1, resourceProfiles => {
    message(resourceProfiles, 1, resource => {
      message(resource, 1, keyValue => {
        message(keyValue, 2, value => value.varint(8, 2))
        keyValue.varint(3, 1)
      })
    })
    message(resourceProfiles, 2, scopeProfiles => message(scopeProfiles, 2, ofProfile))
  })
  message(writer, 2, dictionary => {
    for (const text of strings) dictionary.string(5, text)
    attributeTable(dictionary)
  })
  return writer.written()
}

/** The fields with this number in a message. */
function fieldsOf(bytes: Uint8Array, field: number): Uint8Array[] {
  const reader = new ProtoReader(bytes)
  const found: Uint8Array[] = []
  while (reader.next()) {
    if (reader.field === field) found.push(reader.bytes())
    else reader.skip()
  }
  assert.equal(reader.failure, undefined)
  return found
}

const within = (bytes: Uint8Array, ...path: readonly number[]): Uint8Array =>
  path.reduce((message, field) => fieldsOf(message, field)[0] ?? assert.fail(`no field ${field}`), bytes)

const stringsOf = (bytes: Uint8Array) => fieldsOf(within(bytes, 2), 5).map(text => Buffer.from(text).toString())

describe('a request of profiles', () => {
  it('has strings redacted where they are named under a key of secrets, and by what is in them', () => {
    const redactor = redactorWith()
    const redacted = unwrap(redactor.redact('profiles', request()))
    assert.deepEqual(stringsOf(redacted), [
      '',
      'password',
      '****',
      'main',
      'https://****@host/',
      'thread.name',
      'worker',
    ])
    assert.deepEqual([redactor.stats().redacted.secret_key, redactor.stats().redacted.url_user], [1, 1])
    assert.equal(unwrap(redactor.redact('profiles', redacted)), redacted)
  })

  it('loses the recording that its profiler has made, and nothing else of the profile', () => {
    const redactor = redactorWith()
    const bytes = request(profile => {
      profile.string(9, 'jfr')
      profile.bytes(10, Uint8Array.of(1, 2, 3))
      profile.varint(6, 7)
    })
    const profile = within(unwrap(redactor.redact('profiles', bytes)), 1, 2, 2)
    assert.deepEqual(Buffer.from(profile).toString('latin1'), 'J\x03jfr0\x07')
    assert.equal(redactor.stats().redacted.profile_recording, 1)
  })

  it('keeps every attribute of its table in its place', () => {
    const table: Write = dictionary => {
      for (const [key, value] of [
        [1, 'hunter3'],
        [5, 'worker'],
      ] as const) {
        message(dictionary, 6, entry => {
          entry.varint(1, key)
          message(entry, 2, each => each.string(1, value))
          entry.varint(3, 1)
        })
      }
    }
    const values = (bytes: Uint8Array) =>
      fieldsOf(within(bytes, 2), 6).map(entry => Buffer.from(within(entry, 2, 1)).toString())
    const masked = redactorWith().redact('profiles', request(undefined, table))
    assert.deepEqual(values(unwrap(masked)), ['****', 'worker'])
    const removed = redactorWith({ action: 'remove' }).redact('profiles', request(undefined, table))
    assert.deepEqual(values(unwrap(removed)), ['', 'worker'])
  })
})
