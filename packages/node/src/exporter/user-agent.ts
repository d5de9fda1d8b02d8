import { sdkVersion } from '../version.ts'

/** OTLP exporter, "User Agent": the exporter, its language and its version. */
export const userAgent = `Throughline-OTLP-Exporter-JavaScript/${sdkVersion}`
