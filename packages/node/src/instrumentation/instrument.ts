import type { Settings } from '../settings/settings.ts'
import type { RecordingTracerProvider } from '../trace/provider.ts'
import { instrumentGoogleGenAi } from './ai/google-genai.ts'
import { instrumentOpenAi } from './ai/openai.ts'
import { instrumentAwsSdk } from './aws/aws-sdk.ts'
import { instrumentGraphql } from './graphql/graphql.ts'
import { instrumentHttpClient } from './http/http-client.ts'
import { instrumentHttpServer } from './http/http-server.ts'
import { instrumentHttp2Server } from './http/http2-server.ts'
import type { OnSampledOut } from './http/keep-header.ts'
import { tellCallers } from './http/response-headers.ts'
import { instrumentUndici } from './http/undici.ts'
import { instrumentBullmq } from './jobs/bullmq.ts'
import { instrumentPgBoss } from './jobs/pg-boss.ts'
import { instrumentAmqplib } from './messaging/amqplib/amqplib.ts'
import { instrumentKafkajs } from './messaging/kafkajs/kafkajs.ts'
import { instrumentNats } from './messaging/nats/nats.ts'
import { instrumentPlatformaticKafka } from './messaging/platformatic-kafka/platformatic-kafka.ts'
import { instrumentMongodb } from './mongodb/mongodb.ts'
import type { InstrumentationName } from './names.ts'
import { instrumentIoredis } from './redis/ioredis.ts'
import { instrumentNodeRedis } from './redis/node-redis.ts'
import { instrumentGrpc } from './rpc/grpc.ts'
import { instrumentBetterSqlite3 } from './sql/better-sqlite3.ts'
import { instrumentMysql2 } from './sql/mysql2.ts'
import { instrumentNodeSqlite } from './sql/node-sqlite.ts'
import { instrumentPg } from './sql/pg.ts'
import { instrumentPostgres } from './sql/postgres.ts'
import { instrumentPrisma } from './sql/prisma.ts'
import { instrumentExpress } from './web/express.ts'
import { instrumentFastify } from './web/fastify.ts'
import { instrumentHapi } from './web/hapi.ts'
import { instrumentHono } from './web/hono.ts'
import { instrumentKoa } from './web/koa.ts'
import { instrumentNestjs } from './web/nestjs.ts'
import { instrumentRestify } from './web/restify.ts'

type InstrumentSettings = Pick<Settings, 'instrumentations' | 'excluded' | 'samplingRules' | 'responseHeaders'>

/** Turns those on that the settings say, and touches nothing for the others; the function that is returned turns them off. */
export function instrument(
  provider: RecordingTracerProvider,
  { instrumentations: on, excluded, samplingRules, responseHeaders }: InstrumentSettings,
  onSampledOut: OnSampledOut,
): () => void {
  const starts: readonly (readonly [InstrumentationName, () => () => void])[] = [
    ['http', () => instrumentHttpServer(provider, { excluded, samplingRules, onSampledOut })],
    ['http', () => instrumentHttp2Server(provider, { excluded, samplingRules, onSampledOut })],
    ['http', () => tellCallers(responseHeaders)],
    ['http', () => instrumentHttpClient(provider)],
    ['undici', () => instrumentUndici(provider)],
    ['express', instrumentExpress],
    ['fastify', instrumentFastify],
    ['grpc', () => instrumentGrpc(provider)],
    ['hapi', instrumentHapi],
    ['hono', instrumentHono],
    ['koa', instrumentKoa],
    ['nestjs-core', instrumentNestjs],
    ['restify', instrumentRestify],
    ['pg', () => instrumentPg(provider)],
    ['openai', () => instrumentOpenAi(provider)],
    ['google-genai', () => instrumentGoogleGenAi(provider)],
    ['ioredis', () => instrumentIoredis(provider)],
    ['redis', () => instrumentNodeRedis(provider)],
    ['mongodb', () => instrumentMongodb(provider)],
    ['graphql', () => instrumentGraphql(provider)],
    ['postgres', () => instrumentPostgres(provider)],
    ['sqlite', () => instrumentNodeSqlite(provider)],
    ['better-sqlite3', () => instrumentBetterSqlite3(provider)],
    ['prisma', () => instrumentPrisma(provider)],
    ['mysql2', () => instrumentMysql2(provider)],
    ['amqplib', () => instrumentAmqplib(provider)],
    ['kafkajs', () => instrumentKafkajs(provider)],
    ['nats', () => instrumentNats(provider)],
    ['platformatic-kafka', () => instrumentPlatformaticKafka(provider)],
    ['aws-sdk', () => instrumentAwsSdk(provider)],
    ['bullmq', () => instrumentBullmq(provider)],
    ['pg-boss', () => instrumentPgBoss(provider)],
  ]
  const stops = starts.filter(([name]) => on.has(name)).map(([, start]) => start())
  return () => {
    for (const stop of stops) stop()
  }
}
