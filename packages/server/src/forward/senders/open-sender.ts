import { ok, type Result } from '@throughline/otlp'
import type { DestinationSettings } from '../settings.ts'
import { sizeBytes } from '../units.ts'
import { endpointOf, type RemoteSettings } from './endpoint.ts'
import type { HttpEndpoint } from './http-client.ts'
import { openJsonFileSender } from './json-file.ts'
import { openOtlpGrpcSender } from './otlp-grpc.ts'
import { openOtlpHttpSender } from './otlp-http.ts'
import { openPrometheusSender } from './prometheus/remote-write.ts'
import type { Sender } from './sender.ts'
import { openZipkinSender } from './zipkin/zipkin.ts'

/** The sender of the destination's type. */
export async function openSender(settings: DestinationSettings): Promise<Result<Sender>> {
  if (settings.type === 'file') {
    const { path, rotate_size, rotate_files } = settings
    return ok(openJsonFileSender({ path, rotateBytes: sizeBytes(rotate_size), rotateFiles: rotate_files }))
  }
  const endpoint = await endpointOf(settings)
  return endpoint.ok ? ok(openRemoteSender(settings, endpoint.value)) : endpoint
}

function openRemoteSender(settings: RemoteSettings, endpoint: HttpEndpoint): Sender {
  const options = { ...endpoint, url: settings.endpoint }
  switch (settings.type) {
    case 'otlp_http':
      return openOtlpHttpSender({ ...options, compression: settings.compression })
    case 'otlp_grpc':
      return openOtlpGrpcSender({ ...options, compression: settings.compression })
    case 'zipkin':
      return openZipkinSender({ ...options, compression: settings.compression })
    case 'prometheus_remote_write':
      return openPrometheusSender(options)
  }
}
