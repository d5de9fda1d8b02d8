import { onFile } from '../modules/packages.ts'
import { parsedLine, withTraceMembers } from './json-line.ts'
import { noteLine } from './line-echo.ts'
import type { EmitLine } from './log-line.ts'
import { attempt, ownerOf, replaceMethod } from './replace-method.ts'
import { severityOfNumber } from './severity.ts'
import { activeSpanContext } from './trace-fields.ts'

/** What pino 8 to 10 export, as far as it is asked for. */
interface Pino {
  (options: object, stream: object): object
  readonly symbols: Readonly<Record<string, symbol>>
}

interface PinoLogger {
  readonly levels?: { readonly labels?: Readonly<Record<number, string>> }
  bindings?(): Readonly<Record<string, unknown>>
}

/**
 * pino, by the one method that all loggers of a copy of it share: the one that makes a line. It is where the channel
 * `tracing:pino_asJson` of 9.10 is, which lets nobody change the line and costs each one a call of `traceSync`.
 */
export function instrumentPino(emit: EmitLine): () => void {
  const stops: (() => void)[] = []
  const stop = onFile('pino', 'pino.js', exports => {
    if (isPino(exports))
      stops.push(
        attempt(
          () => replaceAsJson(exports, emit),
          () => {},
        ),
      )
  })
  return () => {
    for (const each of [stop, ...stops]) each()
  }
}

const isPino = (exports: unknown): exports is Pino =>
  typeof exports === 'function' && 'symbols' in exports && typeof exports.symbols === 'object'

function replaceAsJson(pino: Pino, emit: EmitLine): () => void {
  const { asJsonSym } = pino.symbols
  if (asJsonSym === undefined) return () => {}
  // Loggers do not name what they inherit from, and pino exports none of it.
  const owner = ownerOf(pino({ level: 'silent' }, { write() {} }), asJsonSym)
  if (owner === undefined) return () => {}
  return replaceMethod(owner, asJsonSym, asJson => {
    return function (this: unknown, ...args) {
      const line = Reflect.apply(asJson, this, args)
      return typeof line === 'string'
        ? attempt(() => written(pino, this as PinoLogger, line, args[2], emit), line)
        : line
    }
  })
}

function written(pino: Pino, logger: PinoLogger, line: string, level: unknown, emit: EmitLine): string {
  const context = activeSpanContext()
  const told = context === undefined ? line : withTraceMembers(line, context)
  if (emit !== undefined) {
    emitLine(pino, logger, line, Number(level), emit)
    noteLine(told)
  }
  return told
}

/** Out of the text: so the record says what the line says, with what the app has redacted left out. */
function emitLine(pino: Pino, logger: PinoLogger, text: string, level: number, emit: NonNullable<EmitLine>): void {
  const line = parsedLine(text)
  if (line === undefined) return
  const { messageKeySym, errorKeySym } = pino.symbols
  const message = take(line, keyOf(logger, messageKeySym, 'msg'))
  const exception = take(line, keyOf(logger, errorKeySym, 'err'))
  // Who and when is told by the resource and the record.
  for (const name of ['level', 'time', 'pid', 'hostname']) take(line, name)
  emit({
    scope: nameOf(logger),
    severityNumber: severityOfNumber(level),
    severityText: logger.levels?.labels?.[level] ?? String(level),
    body: message,
    attributes: line,
    exception,
    context: activeSpanContext(),
  })
}

function take(line: Record<string, unknown>, name: string): unknown {
  const value = line[name]
  delete line[name]
  return value
}

function keyOf(logger: object, symbol: symbol | undefined, usual: string): string {
  const key: unknown = symbol === undefined ? undefined : Reflect.get(logger, symbol)
  return typeof key === 'string' ? key : usual
}

/** By logger: what it is bound to is text, and would have to be read for each line. */
const names = new WeakMap<object, string>()

function nameOf(logger: PinoLogger): string {
  const known = names.get(logger)
  if (known !== undefined) return known
  const name = logger.bindings?.().name
  const used = typeof name === 'string' ? name : 'pino'
  names.set(logger, used)
  return used
}
