/**
 * Libraries that wait for something outside of the process, and how their calls become spans. The server may not import
 * the SDK, which has no use for this table; `tests/libraries.test.ts` holds it against the names of its instrumentations.
 */
export interface Library {
  readonly name: string
  /** Major versions that we know; empty: any. */
  readonly majors: readonly number[]
  readonly coverage: Coverage
}

export type Coverage =
  /** By an instrumentation of the SDK. */
  | { readonly kind: 'own'; readonly instrumentation: string }
  /** What it does is traced below it. */
  | { readonly kind: 'below'; readonly by: string }
  /** Not traced; `advice` says what to do. */
  | { readonly kind: 'none'; readonly advice: string }

const own = (name: string, majors: readonly number[], instrumentation = name): Library => ({
  name,
  majors,
  coverage: { kind: 'own', instrumentation },
})

const below = (by: string, ...names: readonly string[]): readonly Library[] =>
  names.map(name => ({ name, majors: [], coverage: { kind: 'below', by } }))

/** Instrumentations that others maintain work with the SDK, once the app registers them. */
const maintained = (instrumentation: string, ...names: readonly string[]): readonly Library[] =>
  names.map(name => ({
    name,
    majors: [],
    coverage: { kind: 'none', advice: `register ${instrumentation}` },
  }))

const unknown = (...names: readonly string[]): readonly Library[] =>
  names.map(name => ({ name, majors: [], coverage: { kind: 'none', advice: 'wrap its calls in withSpan()' } }))

const otel = (name: string): string => `@opentelemetry/instrumentation-${name}`

export const libraries: readonly Library[] = [
  own('express', [4, 5]),
  own('fastify', [4, 5]),
  own('pg', [8]),
  own('undici', [5, 6, 7, 8]),
  own('amqplib', [0, 1, 2]),
  own('kafkajs', [2]),
  own('nats', [2]),
  own('@nats-io/nats-core', [3], 'nats'),
  own('@platformatic/kafka', [1, 2], 'platformatic-kafka'),
  own('@aws-sdk/client-dynamodb', [3], 'aws-sdk'),
  own('@aws-sdk/client-s3', [3], 'aws-sdk'),
  own('@aws-sdk/client-sns', [3], 'aws-sdk'),
  own('@aws-sdk/client-sqs', [3], 'aws-sdk'),
  own('bullmq', [4, 5, 6]),
  own('pg-boss', [10, 11, 12]),
  own('mysql2', [2, 3]),
  own('postgres', [3]),
  own('better-sqlite3', [11, 12, 13]),
  own('@prisma/client', [6, 7], 'prisma'),
  own('ioredis', [4, 5, 6]),
  own('redis', [4, 5, 6]),
  own('mongodb', [4, 5, 6, 7]),
  own('graphql', [15, 16, 17]),
  own('bunyan', [1, 2]),
  own('@grpc/grpc-js', [1], 'grpc'),
  own('@hapi/hapi', [21], 'hapi'),
  own('hono', [4]),
  own('koa', [2, 3]),
  own('@nestjs/core', [10, 11, 12], 'nestjs-core'),
  own('restify', [12]),
  own('pino', [8, 9, 10]),
  own('winston', [3]),
  own('openai', [4, 5, 6, 7]),
  own('@google/genai', [1, 2, 3], 'google-genai'),
  ...below('http, without routes', 'next'),
  ...below('http or undici', 'axios', 'got', 'node-fetch', 'superagent', 'ky', 'request'),
  ...below('http or undici', '@elastic/elasticsearch', '@opensearch-project/opensearch', '@clickhouse/client'),
  ...below('fetch', '@anthropic-ai/sdk', '@google/generative-ai'),
  ...below('the driver', 'knex', 'drizzle-orm', 'typeorm', 'sequelize', 'kysely', 'objection'),
  ...below('pg', 'pg-native', 'pg-pool', 'pg-cursor', 'pg-query-stream', 'pg-promise', 'slonik'),
  ...maintained(otel('cassandra-driver'), 'cassandra-driver'),
  ...maintained(otel('memcached'), 'memcached'),
  ...below('mongodb', 'mongoose'),
  ...maintained(otel('mysql'), 'mysql'),
  ...maintained(otel('oracledb'), 'oracledb'),
  ...maintained(otel('socket.io'), 'socket.io'),
  ...maintained(otel('tedious'), 'tedious', 'mssql'),
  ...unknown('sqlite3', '@libsql/client'),
  ...unknown('node-rdkafka', '@confluentinc/kafka-javascript', 'rhea', 'stompit', 'mqtt', 'ws'),
  ...unknown('nodemailer', 'ldapjs', 'ssh2', 'neo4j-driver', 'snowflake-sdk', 'couchbase', '@duckdb/node-api'),
]
