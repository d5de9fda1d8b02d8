import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onPackage, type PackageFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import { sdkVersion } from '../../version.ts'
import { patch } from '../patch.ts'
import { traceChannel } from '../traced-channel.ts'
import { setNodeRedisTracer, tracedAddCommand, tracedBatch, tracedConnect, tracedListeners } from './node-redis-4.ts'
import {
  commandAttributes,
  firstError,
  noteRedisFailure,
  type RedisTarget,
  redisDatabase,
  startBatchSpan,
  startCommandSpan,
} from './redis-span.ts'

/** What the client publishes of commands and batches: `lib/client/tracing.ts` of `@redis/client` 6. */
interface Message {
  readonly serverAddress?: string
  readonly serverPort?: number
  readonly database: number
  readonly batchMode?: 'MULTI' | 'PIPELINE'
}
interface CommandMessage extends Message {
  readonly command: string
  /** With the command's name as the first. */
  readonly args: readonly string[]
}
interface BatchMessage extends Message {
  readonly batchMode: 'MULTI' | 'PIPELINE'
  readonly batchSize: number
}

/** Redis by `redis` (node-redis): by its channels, which it has since 5.12, and by a patch before. */
export function instrumentNodeRedis(provider: RecordingTracerProvider): () => void {
  const tracer = provider.getTracer('@throughline/node/redis', sdkVersion)
  setNodeRedisTracer(tracer)
  const stops = [
    traceChannel<CommandMessage>(
      'node-redis:command',
      message =>
        // In a pipeline, it is a part of that one's span.
        message.batchMode === undefined
          ? startCommandSpan(
              tracer,
              message.command,
              commandAttributes(redisDatabase(targetOf(message)), message.command, message.args.length - 1),
            )
          : undefined,
      (span, { error }) => noteFailure(span, error),
    ),
    traceChannel<BatchMessage>(
      'node-redis:batch',
      message => startBatchSpan(tracer, targetOf(message), message.batchMode, message.batchSize),
      (span, { error, result }) => noteFailure(span, error ?? firstError(result)),
    ),
    onPackage('@redis/client', patchFile),
    () => setNodeRedisTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const targetOf = ({ serverAddress, serverPort, database }: Message): RedisTarget => ({
  address: serverAddress,
  port: serverPort,
  database,
})

function noteFailure(span: RecordedSpan, error: unknown): void {
  if (error !== undefined) noteRedisFailure(span, error)
}

/** Whose methods are patched in versions 4 to 5.11. */
const patches = new Map(
  Object.entries({
    'dist/lib/client/commands-queue.js': { addCommand: tracedAddCommand, getPubSubListeners: tracedListeners },
    'dist/lib/client/index.js': {
      connect: tracedConnect,
      multiExecutor: tracedBatch(([, , chainId]) => (chainId === undefined ? 'PIPELINE' : 'MULTI')),
      _executeMulti: tracedBatch(() => 'MULTI'),
      _executePipeline: tracedBatch(() => 'PIPELINE'),
    },
  }),
)

function patchFile({ folder, path, exports }: PackageFile): void {
  const wrappers = patches.get(path)
  if (wrappers === undefined || existsSync(join(folder, 'dist/lib/client/tracing.js'))) return
  patch((exports as { default?: unknown }).default, wrappers)
}
