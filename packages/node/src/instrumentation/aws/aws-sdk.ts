import { onFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { patch } from '../patch.ts'
import { setAwsTracer } from './aws-call.ts'
import { tracedSend } from './aws-send.ts'

/** Where `Client` has been, whose `send` all clients of the AWS SDK share. */
const files = [
  ['@aws-sdk/smithy-client', 'dist/cjs/client.js'],
  ['@aws-sdk/smithy-client', 'dist-cjs/client.js'],
  ['@smithy/smithy-client', 'dist-cjs/client.js'],
  ['@smithy/smithy-client', 'dist-cjs/index.js'],
  ['@smithy/core', 'dist-cjs/submodules/client/index.js'],
] as const

/**
 * The AWS SDK: a span for each call, and the trace in the attributes of messages.
 *
 * Our own and not the maintained instrumentation, whose names are older ones (`messaging.destination_kind`, `rpc.service`),
 * and which makes a trace of each poll of a queue that is empty.
 */
export function instrumentAwsSdk(provider: RecordingTracerProvider): () => void {
  setAwsTracer(provider.getTracer('@throughline/node/aws-sdk', sdkVersion))
  const stops = [
    ...files.map(([name, path]) => onFile(name, path, exports => patch(clientIn(exports), { send: tracedSend }))),
    () => setAwsTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** A file may hand on what another one has; it is patched once. */
const clientIn = (exports: unknown): unknown => (exports as Record<string, unknown> | undefined)?.Client
