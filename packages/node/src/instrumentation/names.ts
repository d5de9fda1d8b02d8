/**
 * What can be turned off, by the names of OpenTelemetry's packages without their `@opentelemetry/instrumentation-`, or by
 * that of the library where there is no such package.
 */
export const instrumentationNames = [
  'amqplib',
  'aws-sdk',
  'better-sqlite3',
  'bullmq',
  'bunyan',
  'console',
  'express',
  'fastify',
  'google-genai',
  'graphql',
  'grpc',
  'hapi',
  'hono',
  'http',
  'ioredis',
  'kafkajs',
  'koa',
  'mongodb',
  'mysql2',
  'nats',
  'nestjs-core',
  'openai',
  'pg',
  'pg-boss',
  'pino',
  'platformatic-kafka',
  'postgres',
  'prisma',
  'redis',
  'restify',
  'sqlite',
  'undici',
  'winston',
] as const

export type InstrumentationName = (typeof instrumentationNames)[number]

/**
 * The others of `@opentelemetry/auto-instrumentations-node` 0.82. Who comes from there may name them, and is not told that
 * they mean nothing here.
 */
export const namesOfOthers = [
  'aws-lambda',
  'cassandra-driver',
  'connect',
  'cucumber',
  'dataloader',
  'dns',
  'fs',
  'generic-pool',
  'host-metrics',
  'knex',
  'lru-memoizer',
  'memcached',
  'mongoose',
  'mysql',
  'net',
  'oracledb',
  'router',
  'runtime-node',
  'socket.io',
  'tedious',
] as const
