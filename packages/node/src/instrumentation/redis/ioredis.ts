import type { Maintained } from '../../modules/maintained.ts'

export const ioredis: Maintained = {
  instrumentation: '@opentelemetry/instrumentation-ioredis',
  className: 'IORedisInstrumentation',
  packages: ['ioredis'],
}
