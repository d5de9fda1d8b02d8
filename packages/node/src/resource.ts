import { hostname } from 'node:os'
import type { Attributes } from '@opentelemetry/api'
import { ProtoWriter } from '@throughline/otlp'
import { crypto } from './builtins.ts'
import { encodeAttribute } from './recorder/value-encoder.ts'
import type { Settings } from './settings/settings.ts'
import { sdkVersion } from './version.ts'

let instanceId: string | undefined

/** One for each process or thread, however often it is asked for. */
function ownInstanceId(): string {
  instanceId ??= crypto().randomUUID()
  return instanceId
}

/** Who produces the spans (resource/v1/resource.proto), encoded once: it is part of every request. */
export function encodeResource(settings: Settings): Uint8Array {
  const proto = ProtoWriter.growing()
  for (const [key, value] of Object.entries(resourceAttributes(settings))) encodeAttribute(proto, 1, key, value)
  return proto.written().slice()
}

export const resourceAttributes = (settings: Settings): Attributes => ({
  'host.name': hostname(),
  'process.pid': process.pid,
  'process.runtime.name': 'nodejs',
  'process.runtime.version': process.versions.node,
  'service.instance.id': ownInstanceId(),
  ...settings.resourceAttributes,
  'service.name': settings.serviceName,
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'throughline',
  'telemetry.sdk.version': sdkVersion,
})
