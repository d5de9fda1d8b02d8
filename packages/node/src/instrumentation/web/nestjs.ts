import type { IncomingMessage } from 'node:http'
import { guarded } from '../../guard.ts'
import { onEsModule } from '../../modules/es-modules.ts'
import { onFile } from '../../modules/packages.ts'
import { type Method, patch } from '../patch.ts'
import { noteThrown } from './thrown.ts'

/** What we use of the `ExecutionContextHost` of NestJS. */
interface ExecutionContext {
  getType(): string
  getArgByIndex(index: number): unknown
}

const file = 'exceptions/exceptions-handler.js'

/**
 * Tells the server span what controllers, guards, interceptors and pipes threw, which Nest keeps from the framework below.
 * The route is known from that one, Express or Fastify. No span for the controller's method: its time is the server
 * span's but for guards and interceptors, and where those matter, an app measures them by a span of its own.
 */
export function instrumentNestjs(): () => void {
  const take = (exports: unknown) =>
    patch((exports as { ExceptionsHandler?: unknown }).ExceptionsHandler, { next: noticing })
  const stops = [
    // Up to 11 CommonJS, from 12 on an ES module.
    onFile('@nestjs/core', file, take),
    onEsModule(`@nestjs/core/${file}`, ['ExceptionsHandler'], take),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const noticing = (original: Method): Method =>
  function next(this: unknown, exception: unknown, context: unknown): unknown {
    noteException(context as ExecutionContext, exception)
    return original.call(this, exception, context)
  }

const noteException = guarded((context: ExecutionContext, exception: unknown): void => {
  if (context.getType() !== 'http') return
  const request = context.getArgByIndex(0) as IncomingMessage & { readonly raw?: IncomingMessage }
  // Fastify's own request has Node's in it.
  noteThrown(request.raw ?? request, exception)
})
