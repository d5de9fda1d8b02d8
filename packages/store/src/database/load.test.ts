import assert from 'node:assert/strict'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import type { TracesData } from '@throughline/otlp'
import { everyField } from '@throughline/otlp/testing'
import { partitionsMax } from '../limits.ts'
import { listTraces } from '../query/list-traces.ts'
import { readTrace } from '../query/read-trace.ts'
import { text, uint64 } from '../rowbinary/codecs.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { RowWriter } from '../rowbinary/writer.ts'
import { encodeSpans } from '../rows/encode.ts'
import { schema } from '../schema/index.ts'
import { type TableName, tableNames, tableOf } from '../schema/table.ts'
import { blameOf } from '../segments/blame.ts'
import { createSegment } from '../segments/segment.ts'
import { after, batchOf, serviceSpans, spanIdOf, spanOf, startUnixNano, traceIdOf, tracesOf } from '../testing/spans.ts'
import { temporaryFolder } from '../testing/temporary-store.ts'
import { openChdb } from './chdb.ts'
import type { Database } from './database.ts'

/** Opens the database alone, with its tables, and closes it whatever happens: a process has one at a time. */
async function withDatabase(folder: string, use: (database: Database) => Promise<void>): Promise<void> {
  const opened = await openChdb(join(folder, 'database'))
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  try {
    for (const statement of schema) await opened.value.command(statement)
    await use(opened.value)
  } finally {
    await opened.value.close()
  }
}

async function segmentOf(folder: string, id: string, data: TracesData) {
  const segment = await createSegment(folder, id, tableOf('otel_traces'))
  await segment.write([encodeSpans(batchOf(data))])
  return await segment.close()
}

/** What each table holds, in one line. */
async function contents(database: Database): Promise<string> {
  const from = new RowReader(
    await database.query(
      `SELECT assumeNotNull((SELECT count() FROM otel_traces)),
              assumeNotNull((SELECT sum(SpanCount) FROM otel_traces_summary)),
              assumeNotNull((SELECT count() FROM otel_traces_trace_id_ts)) FORMAT RowBinary`,
      {},
    ),
  )
  return `${from.uint64()} spans, ${from.uint64()} counted, ${from.uint64()} ids`
}

const dayNano = 86_400_000_000_000n

test('a segment that is loaded again stores nothing twice, in no table, also after a restart', async t => {
  const folder = await temporaryFolder(t)
  // Over three days: three partitions, which the database stores and remembers one by one.
  const spans = [0, 1, 2].map(day =>
    spanOf({ traceId: traceIdOf(1 + day), spanId: spanIdOf(1), startTimeUnixNano: after(BigInt(day) * dayNano) }),
  )
  const segment = await segmentOf(folder, 'once', tracesOf(serviceSpans('a', ...spans)))
  await withDatabase(folder, async database => {
    for (let load = 0; load < 3; load++) await database.load(segment)
    assert.equal(await contents(database), '3 spans, 3 counted, 3 ids')
  })
  await withDatabase(folder, async database => {
    await database.load(segment)
    assert.equal(await contents(database), '3 spans, 3 counted, 3 ids')
    await database.load(await segmentOf(folder, 'again', tracesOf(serviceSpans('a', ...spans))))
    assert.equal(await contents(database), '6 spans, 6 counted, 6 ids')
  })
})

test('a load that was killed between the note of a part and the part itself is made whole by the next one', async t => {
  const folder = await temporaryFolder(t)
  const kept = await segmentOf(folder, 'kept', tracesOf(serviceSpans('a', spanOf({ spanId: spanIdOf(1) }))))
  const killed = await segmentOf(folder, 'killed', tracesOf(serviceSpans('a', spanOf({ spanId: spanIdOf(2) }))))
  await withDatabase(folder, async database => {
    await database.load(kept)
    await database.load(killed)
  })
  // What is left of a part then has the name that it is written under.
  const store = join(folder, 'database', 'store')
  for (const path of await readdir(store, { recursive: true })) {
    if (/_2_2_\d+$/.test(path))
      await rename(join(store, path), join(store, dirname(path), `tmp_insert_${basename(path)}`))
  }
  await withDatabase(folder, async database => {
    assert.equal(await contents(database), '1 spans, 1 counted, 1 ids')
    await database.load(kept)
    await database.load(killed)
    assert.equal(await contents(database), '2 spans, 2 counted, 2 ids')
  })
})

test('a day has a partition of its own, until the days start over: clocks at random do not make one for each span', async t => {
  const folder = await temporaryFolder(t)
  const spansOn = (...days: readonly number[]) =>
    serviceSpans('a', ...days.map(day => spanOf({ startTimeUnixNano: after(BigInt(day) * dayNano) })))
  const partitions = async (database: Database) => {
    const from = new RowReader(
      await database.query('SELECT uniqExact(_partition_id) FROM otel_traces FORMAT RowBinary', {}),
    )
    return from.uint64()
  }
  await withDatabase(folder, async database => {
    await database.load(await segmentOf(folder, 'apart', tracesOf(spansOn(0, partitionsMax - 1))))
    assert.equal(await partitions(database), 2n)
    await database.load(await segmentOf(folder, 'over', tracesOf(spansOn(partitionsMax, -1, 80 * partitionsMax))))
    assert.equal(await partitions(database), 2n)
  })
})

test('a load that stopped between the tables is made whole by the next one', async t => {
  const folder = await temporaryFolder(t)
  const segment = await segmentOf(folder, 'half', tracesOf(serviceSpans('a', spanOf())))
  await withDatabase(folder, async database => {
    await database.command('DETACH TABLE otel_traces_summary_mv')
    await database.load(segment)
    assert.equal(await contents(database), '1 spans, 0 counted, 1 ids')
    await database.command('ATTACH TABLE otel_traces_summary_mv')
    await database.load(segment)
    assert.equal(await contents(database), '1 spans, 1 counted, 1 ids')
  })
})

test('a segment is one block, whatever its size, so that a day of it is stored whole or not at all', async t => {
  const folder = await temporaryFolder(t)
  // More rows than the 65,409 that the database reads at a time when nobody says otherwise.
  const spans = Array.from({ length: 70_000 }, (_, at) => spanOf({ spanId: spanIdOf(at) }))
  await withDatabase(folder, async database => {
    await database.load(await segmentOf(folder, 'large', tracesOf(serviceSpans('a', ...spans))))
    const parts = await database.query(
      `SELECT count() FROM system.parts WHERE table = 'otel_traces' FORMAT RowBinary`,
      {},
    )
    assert.equal(new RowReader(parts).uint64(), 1n)
  })
})

test('a segment whose spans start on more than 100 days, where the database stops by default, is loaded', async t => {
  const folder = await temporaryFolder(t)
  const spans = Array.from({ length: 101 }, (_, day) => spanOf({ startTimeUnixNano: after(BigInt(day) * dayNano) }))
  await withDatabase(folder, async database => {
    await database.load(await segmentOf(folder, 'days', tracesOf(serviceSpans('a', ...spans))))
    assert.match(await contents(database), /^101 spans/)
  })
})

test('a segment of an older version, which has fewer columns in another order, is loaded with defaults for the rest', async t => {
  const folder = await temporaryFolder(t)
  const out = new RowWriter()
  const columns = [
    ['SpanName', 'LowCardinality(String)'],
    ['Gone', 'UInt8'],
    ['TraceId', 'String'],
    ['Timestamp', 'DateTime64(9)'],
  ] as const
  out.varint(columns.length)
  for (const [name] of columns) out.text(name)
  for (const [, type] of columns) out.text(type)
  out.text('old')
  out.uint8(1)
  out.text(traceIdOf(5))
  out.uint64(startUnixNano)
  const loadPath = join(folder, 'old.rows')
  await writeFile(loadPath, out.bytes())
  await withDatabase(folder, async database => {
    await database.load({ id: 'old', loadPath, table: tableOf('otel_traces') })
    const answer = await database.query('SELECT SpanName, Duration FROM otel_traces FORMAT RowBinary', {})
    const from = new RowReader(answer)
    assert.deepEqual([text.read(from), uint64.read(from)], ['old', 0n])
  })
})

test('a segment cut or changed where its crc was not asked is refused as a whole, and blamed', async t => {
  const folder = await temporaryFolder(t)
  await withDatabase(folder, async database => {
    const segment = await segmentOf(folder, 'cut', tracesOf(serviceSpans('a', spanOf(), spanOf())))
    const bytes = await readFile(segment.loadPath)
    for (const broken of [
      bytes.subarray(0, -3),
      bytes.subarray(0, 40),
      Buffer.concat([bytes, Buffer.from([1, 255])]),
    ]) {
      await writeFile(segment.loadPath, broken)
      await assert.rejects(database.load(segment), error => blameOf(error) === 'segment')
    }
    assert.match(await contents(database), /^0 spans, 0 counted/)
  })
})

test('merging the parts of the tables changes no answer', async t => {
  const folder = await temporaryFolder(t)
  const every = everyField()
  const parts = [
    every,
    ...[1, 2, 3].map(at => tracesOf(serviceSpans(`service-${at}`, spanOf({ spanId: spanIdOf(at) })))),
  ]
  await withDatabase(folder, async database => {
    for (const [at, data] of parts.entries()) await database.load(await segmentOf(folder, String(at), data))
    const list = await listTraces(database, { limit: 10 })
    assert.deepEqual(list.at(-1)?.services, ['service-1', 'service-2', 'service-3'])
    for (const table of ['otel_traces', 'otel_traces_summary', 'otel_traces_trace_id_ts']) {
      await database.command(`OPTIMIZE TABLE ${table} FINAL`)
    }
    assert.deepEqual(await listTraces(database, { limit: 10 }), list)
    const traceId = every.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.traceId
    assert.ok(traceId)
    assert.deepEqual(await readTrace(database, traceId), every)
  })
})

for (const name of tableNames) {
  test(`the table ${name} has the columns that rows are made of, with the same types, and no other`, async t => {
    await withDatabase(await temporaryFolder(t), async database => {
      const expected = Object.entries(tableOf(name).columns).map(([column, { type }]) => `\`${column}\` ${type}`)
      assert.deepEqual(await columnsOf(database, name), expected.sort())
    })
  })
}

/** Those that an insert has to bring. */
async function columnsOf(database: Database, table: TableName): Promise<readonly string[]> {
  const answer = await database.query(
    `SELECT name, type FROM system.columns
     WHERE database = currentDatabase() AND table = {table:String} AND default_kind = ''
     FORMAT RowBinary`,
    { table },
  )
  const from = new RowReader(answer)
  const columns: string[] = []
  while (!from.atEnd) columns.push(`\`${from.text()}\` ${from.text()}`)
  return columns.sort()
}
