import type { Attributes } from '@opentelemetry/api'
import { ProtoWriter } from '@throughline/otlp'
import { encodeAttribute } from '../recorder/value-encoder.ts'
import type { Settings } from '../settings/settings.ts'
import { sdkVersion } from '../version.ts'
import { defaultServiceName } from './default-service-name.ts'
import { detect } from './detect.ts'
import type { DetectorName } from './names.ts'

/**
 * Who produces the spans (resource/v1/resource.proto), encoded once: it is part of every request. To be called when the
 * first span begins and not at start: the files that are read take 3 ms, and the id of the process 5.
 */
export function encodeResource(settings: Settings): Uint8Array {
  const proto = ProtoWriter.growing()
  for (const [key, value] of Object.entries(resourceAttributes(settings))) encodeAttribute(proto, 1, key, value)
  return proto.written().slice()
}

/** What is detected, and over it what is set. */
export function resourceAttributes({ resourceDetectors, resourceAttributes, serviceName }: Settings): Attributes {
  // A service that is named is not the package that it may lie in, and has not the version of that.
  const isMeant = (name: DetectorName) => name !== 'service' || serviceName === undefined
  const detected = detect([...resourceDetectors].filter(isMeant))
  return {
    ...detected,
    ...resourceAttributes,
    'service.name': serviceName ?? detected['service.name'] ?? defaultServiceName(),
    'telemetry.distro.name': 'throughline',
    'telemetry.distro.version': sdkVersion,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'throughline',
    'telemetry.sdk.version': sdkVersion,
  }
}
