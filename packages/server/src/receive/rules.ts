import { ok, type Result } from '@throughline/otlp'
import { sizeBytes } from '../config/units.ts'
import type { Guard } from './auth.ts'
import type { Cors } from './cors.ts'
import { openGuard } from './open-guard.ts'
import type { ReceiversSettings } from './settings.ts'

/** What of the settings is asked with each request, so that it can change while connections stay. */
export interface Rules {
  readonly guard: Guard
  readonly requestBytesMax: number
  /** Absent where no page may send: browsers then refuse for it. */
  readonly cors?: Cors | undefined
}

export interface OpenRules {
  readonly http: Rules
  readonly grpc: Rules
  /** Ends looking at the files of secrets. */
  close(): void
}

/** The rules of both receivers; what is wrong is one sentence. */
export function openRules(settings: ReceiversSettings, tell: (sentence: string) => void): Result<OpenRules> {
  const http = openGuard(settings.http.auth, tell)
  if (!http.ok) return http
  const grpc = openGuard(settings.grpc.auth, tell)
  if (!grpc.ok) {
    http.value.close()
    return grpc
  }
  const requestBytesMax = sizeBytes(settings.max_request_size)
  const { allowed_origins: allowedOrigins, allowed_headers: allowedHeaders } = settings.http.cors
  return ok({
    http: { guard: http.value, requestBytesMax, cors: { allowedOrigins, allowedHeaders } },
    grpc: { guard: grpc.value, requestBytesMax },
    close() {
      http.value.close()
      grpc.value.close()
    },
  })
}
