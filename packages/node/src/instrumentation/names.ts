/**
 * What can be turned off, by the names of OpenTelemetry's packages without their `@opentelemetry/instrumentation-`, or by
 * that of the library where there is no such package.
 */
export const instrumentationNames = [
  'bunyan',
  'console',
  'express',
  'fastify',
  'google-genai',
  'grpc',
  'hapi',
  'hono',
  'http',
  'ioredis',
  'koa',
  'nestjs-core',
  'openai',
  'pg',
  'pino',
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
  'graphql',
  'host-metrics',
  'kafkajs',
  'knex',
  'lru-memoizer',
  'memcached',
  'mongodb',
  'mongoose',
  'mysql',
  'mysql2',
  'net',
  'oracledb',
  'redis',
  'restify',
  'router',
  'runtime-node',
  'socket.io',
  'tedious',
] as const
