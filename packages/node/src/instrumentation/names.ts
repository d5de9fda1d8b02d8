/** What can be turned off, by the names of OpenTelemetry's packages without their `@opentelemetry/instrumentation-`. */
export const instrumentationNames = [
  'aws-sdk',
  'bullmq',
  'express',
  'fastify',
  'http',
  'ioredis',
  'pg',
  'pg-boss',
  'undici',
] as const

export type InstrumentationName = (typeof instrumentationNames)[number]

/**
 * The others of `@opentelemetry/auto-instrumentations-node` 0.82. Who comes from there may name them, and is not told that
 * they mean nothing here.
 */
export const namesOfOthers = [
  'amqplib',
  'aws-lambda',
  'bunyan',
  'cassandra-driver',
  'connect',
  'cucumber',
  'dataloader',
  'dns',
  'fs',
  'generic-pool',
  'graphql',
  'grpc',
  'hapi',
  'host-metrics',
  'kafkajs',
  'knex',
  'koa',
  'lru-memoizer',
  'memcached',
  'mongodb',
  'mongoose',
  'mysql',
  'mysql2',
  'nestjs-core',
  'net',
  'openai',
  'oracledb',
  'pino',
  'redis',
  'restify',
  'router',
  'runtime-node',
  'socket.io',
  'tedious',
  'winston',
] as const
