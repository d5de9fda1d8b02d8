import assert from 'node:assert/strict'
import type { Span } from '@throughline/otlp'
import { startReceiver } from './receiver.ts'
import { startRedis, startRedisCluster, type TestRedis } from './redis.ts'
import { runApp } from './run-app.ts'

/** What the apps of each Redis client are tested with: a server, a cluster, and a receiver of their spans. */
export interface RedisApps {
  readonly redis: TestRedis
  readonly cluster: TestRedis
  /** The app's spans and output, once it has run. */
  run(
    app: { library: string; file: string; source: string },
    env?: Record<string, string>,
  ): Promise<{ readonly spans: readonly Span[]; readonly stdout: string }>
  close(): Promise<unknown>
}

export async function startRedisApps(): Promise<RedisApps> {
  const [receiver, redis, cluster] = await Promise.all([startReceiver(), startRedis(), startRedisCluster()])
  return {
    redis,
    cluster,
    run: async (options, env = {}) => {
      const serviceName = [options.library, options.file, ...Object.keys(env)].join(' ')
      const app = runApp({
        ...options,
        env: {
          ...env,
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_SERVICE_NAME: serviceName,
          REDIS_PORT: String(redis.port),
          CLUSTER_PORT: String(cluster.port),
        },
      })
      assert.equal(await app.exited, 0, app.stderr())
      const spans = receiver.spans.filter(span => span.serviceName === serviceName).map(({ span }) => span)
      return { spans, stdout: app.stdout() }
    },
    close: () => Promise.all([receiver.close(), redis.close(), cluster.close()]),
  }
}
