/**
 * What finds out by itself who produces the spans, by the names of `@opentelemetry/auto-instrumentations-node` where that
 * has the same. In this order: of what several know, the last one counts.
 */
export const detectorNames = [
  'serviceinstance',
  'service',
  'process',
  'os',
  'host',
  'container',
  'k8s',
  'platform',
  'aws',
  'azure',
  'gcp',
  'vcs',
] as const

export type DetectorName = (typeof detectorNames)[number]

/**
 * Those that may be named and change nothing: `env` is OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME, which the
 * specification has every SDK read; `alibaba` would ask the network.
 */
export const namesWithoutEffect = ['env', 'alibaba'] as const
