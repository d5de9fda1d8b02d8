import type { SpanContext } from '@opentelemetry/api'
import { onFile } from '../modules/packages.ts'
import { noteLine } from './line-echo.ts'
import type { EmitLine } from './log-line.ts'
import { plainFields } from './plain-fields.ts'
import { attempt, type Method, ownerOf, replaceMethod } from './replace-method.ts'
import { severityOfName } from './severity.ts'
import { activeSpanContext, addTraceFields, removeTraceFields } from './trace-fields.ts'

/** What all loggers of winston 3 have. */
interface WinstonLogger {
  readonly level?: unknown
  readonly levels?: Readonly<Record<string, number>>
  readonly silent?: unknown
  isLevelEnabled?(level: string): boolean
}

type Info = Record<string | symbol, unknown>

/** Of `triple-beam`: the level whatever a format has made of `level`, the whole line, what was logged behind the message. */
const LEVEL = Symbol.for('level')
const MESSAGE = Symbol.for('message')
const SPLAT = Symbol.for('splat')

/**
 * winston 3. A logger is a stream: `write` is called where the app logs, and `_transform` perhaps later, when nothing of
 * that is active any more; what it pushes is the line as the formats have made it, and as the transports get it.
 */
export function instrumentWinston(emit: EmitLine): () => void {
  const stops: (() => void)[] = []
  const stop = onFile('winston', 'lib/winston.js', exports => {
    const prototype = attempt(() => prototypeOf(exports), undefined)
    if (prototype !== undefined) stops.push(...replaceMethods(prototype, emit))
  })
  return () => {
    for (const each of [stop, ...stops]) each()
  }
}

/** 3.0 does not export its class, and throws at whoever asks for it. */
function prototypeOf(exports: unknown): object | undefined {
  const create: unknown = typeof exports === 'object' && exports !== null && Reflect.get(exports, 'createLogger')
  return typeof create === 'function' ? ownerOf(create({ silent: true, transports: [] }), '_transform') : undefined
}

function replaceMethods(prototype: object, emit: EmitLine): readonly (() => void)[] {
  const stops = [replaceMethod(prototype, 'write', stampingWrite)]
  if (emit === undefined) return stops
  return [
    ...stops,
    replaceMethod(prototype, '_transform', rememberingTransform),
    replaceMethod(prototype, 'push', original => emittingPush(original, emit)),
  ]
}

/**
 * What was active when an object was logged. winston writes into the object that the app hands over, and so do we; one
 * that is logged again has our ids already, and is not to keep them.
 */
const contexts = new WeakMap<object, SpanContext | undefined>()

const stampingWrite = (write: Method): Method =>
  function (this: unknown, ...args) {
    const [info] = args
    if (typeof info === 'object' && info !== null) attempt(() => stamp(info as Info), undefined)
    return Reflect.apply(write, this, args)
  }

function stamp(info: Info): void {
  const context = activeSpanContext()
  const before = contexts.get(info)
  if (context === undefined && before === undefined) return
  if (before !== undefined) removeTraceFields(info, before)
  contexts.set(info, context)
  if (context !== undefined) addTraceFields(info, context)
}

/** Of the line that is being formatted: a format may make another object of it. */
let formatted: SpanContext | undefined

const rememberingTransform = (transform: Method): Method =>
  function (this: unknown, ...args) {
    const [info] = args
    const outer = formatted
    formatted = typeof info === 'object' && info !== null ? contexts.get(info) : undefined
    try {
      return Reflect.apply(transform, this, args)
    } finally {
      formatted = outer
    }
  }

const emittingPush = (push: Method, emit: NonNullable<EmitLine>): Method =>
  function (this: unknown, ...args) {
    const [info] = args
    // A format that drops a line gives something false; null is the end of the stream.
    if (typeof info === 'object' && info !== null)
      attempt(() => emitInfo(this as WinstonLogger, info as Info, emit), undefined)
    return Reflect.apply(push, this, args)
  }

function emitInfo(logger: WinstonLogger, info: Info, emit: NonNullable<EmitLine>): void {
  const level = String(info[LEVEL] ?? info.level)
  if (!isWritten(logger, level)) return
  const { level: _level, message, stack, ...fields } = plainFields(info)
  if (formatted !== undefined) removeTraceFields(fields, formatted)
  emit({
    scope: 'winston',
    severityNumber: severityOfName(level),
    severityText: level,
    body: message,
    attributes: fields,
    exception: thrownIn(info) ?? (stack === undefined ? undefined : { name: typeIn(stack), message, stack }),
    context: formatted,
  })
  // Where a transport writes by `console`, this is what it writes.
  const text = info[MESSAGE]
  if (typeof text === 'string') noteLine(text)
}

/** Of an error behind the message, winston only keeps the stack. */
function thrownIn(info: Info): unknown {
  const splat = info[SPLAT]
  return info instanceof Error ? info : Array.isArray(splat) ? splat.find(each => each instanceof Error) : undefined
}

const typeIn = (stack: unknown): string | undefined => /^\w*(?:Error|Exception)\b/.exec(String(stack))?.[0]

/** Loggers pass on every line, and transports leave out those that are not asked for; before 3.9 nobody can be asked. */
function isWritten(logger: WinstonLogger, level: string): boolean {
  if (typeof logger.isLevelEnabled === 'function') return logger.isLevelEnabled(level)
  return (logger.levels?.[String(logger.level)] ?? 0) >= (logger.levels?.[level] ?? 0)
}
