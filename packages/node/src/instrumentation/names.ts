/**
 * What can be turned off, by the names of OpenTelemetry's packages without their `@opentelemetry/instrumentation-`, or by
 * that of the library where there is no such package.
 */
export const instrumentationNames = [
  'better-sqlite3',
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
  'koa',
  'mongodb',
  'mysql2',
  'nestjs-core',
  'openai',
  'pg',
  'pino',
  'postgres',
  'redis',
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
  'amqplib',
  'aws-lambda',
  'aws-sdk',
  'cassandra-driver',
  'connect',
  'cucumber',
  'dataloader',
  'dns',
  'fs',
  'generic-pool',
  'host-metrics',
  'kafkajs',
  'knex',
  'lru-memoizer',
  'memcached',
  'mongoose',
  'mysql',
  'net',
  'oracledb',
  'restify',
  'router',
  'runtime-node',
  'socket.io',
  'tedious',
] as const
