import { onFile } from '../modules/packages.ts'
import type { EmitLine } from './log-line.ts'
import { plainFields } from './plain-fields.ts'
import { attempt, type Method, replaceMethod } from './replace-method.ts'
import { severityOfNumber } from './severity.ts'
import { activeSpanContext, addTraceFields } from './trace-fields.ts'

/** bunyan 1 and 2: each line is an object that the library has just made, before it is written. */
export function instrumentBunyan(emit: EmitLine): () => void {
  const stops: (() => void)[] = []
  const stop = onFile('bunyan', 'lib/bunyan.js', exports => {
    if (typeof exports !== 'function') return
    stops.push(replaceMethod(exports.prototype, '_emit', original => emitting(original, namesIn(exports), emit)))
  })
  return () => {
    for (const each of [stop, ...stops]) each()
  }
}

const emitting = (original: Method, levels: Levels, emit: EmitLine): Method =>
  function (this: unknown, ...args) {
    const [record, isProbe] = args
    // What DTrace asks for is not written.
    if (isProbe !== true && isRecord(record)) attempt(() => meet(record, levels, emit), undefined)
    return Reflect.apply(original, this, args)
  }

type Levels = Readonly<Record<number, unknown>>

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function namesIn(exports: object): Levels {
  const names: unknown = Reflect.get(exports, 'nameFromLevel')
  return isRecord(names) ? names : {}
}

function meet(record: Record<string, unknown>, levels: Levels, emit: EmitLine): void {
  const context = activeSpanContext()
  if (emit !== undefined) {
    // Who and when is told by the resource and the record.
    const { name, level, msg, err, time: _time, pid: _pid, hostname: _hostname, v: _version, ...fields } = record
    emit({
      scope: typeof name === 'string' ? name : 'bunyan',
      severityNumber: severityOfNumber(Number(level)),
      severityText: String(levels[Number(level)] ?? level),
      body: msg,
      attributes: plainFields(fields),
      exception: err,
      context,
    })
  }
  if (context !== undefined) addTraceFields(record, context)
}
