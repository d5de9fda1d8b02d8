import {
  context,
  type MeterProvider,
  type MetricsAPI,
  metrics,
  propagation,
  type TextMapPropagator,
  type TraceAPI,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { type ApiCopy, giveDelegate, onApiCopy, raiseSharedVersion, sharedApi } from './api-copies.ts'
import { w3cPropagator } from './propagation/propagator.ts'
import { say } from './say.ts'
import { appFrame } from './trace/app-frame.ts'
import { AsyncContextManager } from './trace/context-manager.ts'

/** Whether somebody else is behind the API already, through whichever copy of it. */
export function isRegisteredElsewhere(): boolean {
  const shared = sharedApi()
  return shared?.trace !== undefined || shared?.context !== undefined
}

/** Where that was done, nobody can tell any more. */
export const registeredName = (): string => (sharedApi()?.trace === undefined ? '' : nameOf(sharedApi()?.trace))

/**
 * Puts `provider` behind the API; the function that is returned takes it away again.
 *
 * @param imported the copy of the API that ES modules of the app have, where it is known
 * @param meters unless the app has its own
 */
export function registerGlobally(
  provider: TracerProvider,
  propagator: TextMapPropagator = w3cPropagator,
  imported?: ApiCopy,
  meters?: MeterProvider,
): () => void {
  if (!trace.setGlobalTracerProvider(provider)) {
    throw new Error(
      `@opentelemetry/api ${sharedApi()?.version} is in use already, and refuses the newer one of this SDK; start it ` +
        'before anything else, by --import @throughline/node/register',
    )
  }
  context.setGlobalContextManager(new AsyncContextManager())
  if (!propagation.setGlobalPropagator(propagator)) {
    say('propagation.inject() and .extract() go on with the propagator that was set before the start')
  }
  const stops = [watchRegistrations(trace), registerMeters(meters), giveWay(metrics, meters), raiseSharedVersion()]
  stops.push(
    onApiCopy(
      (copy, path) => stops.push(meetCopy(copy.trace, path, provider), giveWay(copy.metrics, meters)),
      imported,
    ),
  )
  return () => {
    for (const stop of stops) stop()
    trace.disable()
    context.disable()
    propagation.disable()
  }
}

function meetCopy(copy: TraceAPI, path: string, provider: TracerProvider): () => void {
  giveDelegate(copy, provider)
  // Older copies use what newer ones have registered, and not the other way round.
  if (copy.getTracerProvider() !== trace.getTracerProvider()) {
    say(`${path} is newer than this SDK: what is traced through it is lost; update @throughline/node`)
  }
  return watchRegistrations(copy)
}

let hasToldOfAnother = false

/** The API refuses a second SDK in words that are heard by a diagnostic logger only, which few apps have. */
function watchRegistrations(copy: TraceAPI): () => void {
  const { setGlobalTracerProvider } = copy
  copy.setGlobalTracerProvider = provider => {
    if (!hasToldOfAnother) sayAnother(provider)
    hasToldOfAnother = true
    return Reflect.apply(setGlobalTracerProvider, copy, [provider])
  }
  return () => {
    copy.setGlobalTracerProvider = setGlobalTracerProvider
  }
}

/** As the last step before the version is raised: the API asks whether it is still its own. */
function registerMeters(meters: MeterProvider | undefined): () => void {
  if (meters === undefined || sharedApi()?.metrics !== undefined) return () => {}
  metrics.setGlobalMeterProvider(meters)
  return () => {
    if (sharedApi()?.metrics === meters) metrics.disable()
  }
}

/** An app that has metrics of its own goes on with them: the API refuses a second provider, and ours came first. */
function giveWay(copy: MetricsAPI | undefined, meters: MeterProvider | undefined): () => void {
  if (copy === undefined || meters === undefined) return () => {}
  const { setGlobalMeterProvider } = copy
  copy.setGlobalMeterProvider = provider => {
    if (sharedApi()?.metrics === meters) copy.disable()
    return Reflect.apply(setGlobalMeterProvider, copy, [provider])
  }
  return () => {
    copy.setGlobalMeterProvider = setGlobalMeterProvider
  }
}

function sayAnother(provider: TracerProvider): void {
  const place = appFrame(false)
  const at = place === undefined ? '' : ` at ${place}`
  say(`another OpenTelemetry SDK${nameOf(provider)} was started${at} after this one and gets no spans; remove either`)
}

/** By its class, in brackets. The API may have put a proxy before it. */
function nameOf(provider: unknown): string {
  const proxy: { readonly getDelegate?: () => unknown } = Object(provider)
  const delegate = typeof proxy.getDelegate === 'function' ? proxy.getDelegate() : proxy
  const name: unknown = Object(delegate).constructor?.name
  // Bundlers number classes of one name.
  return typeof name === 'string' && name !== 'Object' ? ` (${name.replace(/\$\d+$/, '')})` : ''
}
