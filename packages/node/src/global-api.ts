import { createRequire } from 'node:module'
import {
  context,
  ProxyTracerProvider,
  propagation,
  type TextMapPropagator,
  type TraceAPI,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { W3cPropagator } from './propagation/propagator.ts'
import { AsyncContextManager } from './trace/context-manager.ts'

/** Whether somebody else's provider is behind the API already. */
export function isRegisteredElsewhere(): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('throughline') !== undefined
}

/** Puts `provider` behind the API; the function that is returned takes it away again. */
export function registerGlobally(
  provider: TracerProvider,
  propagator: TextMapPropagator = new W3cPropagator(),
): () => void {
  // Tracers taken before belong to the copy of the API that gave them: the CommonJS build is one, ours another. Each
  // copy hands its own proxies their delegate when a provider is set through it, and lets go of nothing when disabled.
  for (const copy of loadedCommonJsApis()) {
    copy.setGlobalTracerProvider(provider)
    copy.disable()
  }
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncContextManager())
  propagation.setGlobalPropagator(propagator)
  return () => {
    trace.disable()
    context.disable()
    propagation.disable()
  }
}

function loadedCommonJsApis(): Set<TraceAPI> {
  const apis = new Set<TraceAPI>()
  for (const module of Object.values(createRequire(import.meta.url).cache)) {
    if (module === undefined || !/[\\/]@opentelemetry[\\/]api[\\/]/.test(module.filename)) continue
    const api: unknown = module.exports?.trace
    if (isTraceApi(api)) apis.add(api)
  }
  return apis
}

const isTraceApi = (value: unknown): value is TraceAPI =>
  typeof value === 'object' && value !== null && 'setGlobalTracerProvider' in value && 'disable' in value
