import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tableNames, tableOf } from '../schema/table.ts'
import { createSegmentIds, segmentFiles, segmentIdsOf, tableOfSegment } from './files.ts'

test('the id of a segment says which table it is of, and its files say the id', () => {
  const nextId = createSegmentIds()
  for (const name of tableNames) {
    const id = nextId(tableOf(name))
    assert.equal(tableOfSegment(id)?.name, name)
    const { rowsPath, marksPath } = segmentFiles('', id)
    assert.deepEqual(segmentIdsOf([rowsPath, marksPath]), [id])
  }
})

test('a segment without the name of a table is of spans: an older version left it', () => {
  assert.equal(tableOfSegment('001767323045000-000000-0123456789ab')?.name, 'otel_traces')
})

test('a segment of a table that is not known has none', () => {
  assert.equal(tableOfSegment('001767323045000-000000-0123456789ab.otel_dreams'), undefined)
})
