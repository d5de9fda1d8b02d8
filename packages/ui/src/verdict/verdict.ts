import { formatCount, formatDuration } from '../format/duration.ts'
import { failureOf, peerOf } from '../model/attributes.ts'
import { criticalPath } from '../model/critical-path.ts'
import { findCulprit } from '../model/navigate.ts'
import { durationOf, hasFlag, nameOf, SpanFlag, serviceOf, type TraceModel } from '../model/trace-model.ts'

/** A sentence in pieces: plain words, the name of a span (a link to `row`), or what a failed span itself said. */
export type VerdictPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'span'; readonly text: string; readonly row: number; readonly failed: boolean }
  | { readonly kind: 'quote'; readonly text: string }

/** Below this share of the critical path a span is not worth naming as the place where the time went. */
const namedShare = 0.3

/**
 * Where the time went and what broke, in one sentence. Everything in it is measured (critical path, self time) or
 * quoted from the spans (exception, status); a cause that no span states is not guessed.
 */
export function verdict(model: TraceModel): readonly VerdictPart[] {
  if (model.spanCount === 0) return []
  const hot = hottest(model)
  const culprit = findCulprit(model)
  return [
    ...tellRoot(model),
    ...tellTime(model, hot),
    ...(culprit === undefined ? [] : tellFailure(model, culprit, hot?.row === culprit)),
    text('.'),
    ...tellCount(model.unfinishedCount, 'has not ended', 'have not ended'),
    ...(model.hasRoot ? tellOrphans(model.orphanCount) : []),
  ]
}

interface Hot {
  readonly row: number
  /** Time on the critical path that was the span's own. */
  readonly nano: number
}

function hottest(model: TraceModel): Hot | undefined {
  const nanoByRow = new Map<number, number>()
  for (const { row, fromNano, toNano } of criticalPath(model)) {
    nanoByRow.set(row, (nanoByRow.get(row) ?? 0) + toNano - fromNano)
  }
  const hot = [...nanoByRow].reduce<Hot>((most, [row, nano]) => (nano > most.nano ? { row, nano } : most), {
    row: model.root,
    nano: 0,
  })
  return hot.nano >= durationOf(model, model.root) * namedShare && hot.nano > 0 ? hot : undefined
}

function tellRoot(model: TraceModel): readonly VerdictPart[] {
  if (!model.hasRoot) return [text('The root span has not arrived. So far: ')]
  return hasFlag(model, model.root, SpanFlag.unfinished) ? [text('The root span has not ended. So far: ')] : []
}

function tellTime(model: TraceModel, hot: Hot | undefined): readonly VerdictPart[] {
  const whole = formatDuration(model.durationNano)
  const total = formatDuration(durationOf(model, model.root))
  if (whole === total) return [text(total), ...tellShare(model, hot, ';')]
  // Several roots, work that outlives the root, clocks that differ: what follows explains the root alone.
  const opening = [text(`${whole} in all; `), spanPart(model, model.root), text(` took ${total}`)]
  return [...opening, ...tellShare(model, hot, ',')]
}

function tellShare(model: TraceModel, hot: Hot | undefined, link: string): readonly VerdictPart[] {
  const totalNano = durationOf(model, model.root)
  if (hot === undefined) {
    const count = countSpans(model.subtreeSize[model.root] ?? 1)
    return [text(totalNano === 0 ? ` in ${count}` : `, spread over ${count}`)]
  }
  const share = hot.nano >= totalNano * 0.995 ? 'all' : formatDuration(hot.nano)
  const own = (model.subtreeSize[hot.row] ?? 1) > 1 ? ' itself' : ''
  const before = model.spanCount === 1 ? ' in ' : `${link} ${share} of it in `
  return [text(before), spanPart(model, hot.row), text(`${own} (${place(model, hot.row)})`)]
}

function tellFailure(model: TraceModel, culprit: number, isHot: boolean): readonly VerdictPart[] {
  const span = model.spans[culprit]
  const { type, message } = span ? failureOf(span) : {}
  const verb = /time[d]?[\s_-]?out/i.test(`${type} ${message}`) ? 'timed out' : 'failed'
  const reason = message ?? type
  const quoted: readonly VerdictPart[] = reason ? [text(': '), { kind: 'quote', text: firstLine(reason) }] : []
  if (isHot) return [text(`, which ${verb}`), ...quoted]
  return [text('; '), spanPart(model, culprit), text(` (${place(model, culprit)}) ${verb}`), ...quoted]
}

const tellOrphans = (count: number) =>
  tellCount(count, 'names a parent that has not arrived', 'name parents that have not arrived')

const tellCount = (count: number, one: string, many: string) =>
  count === 0 ? [] : [text(` ${countSpans(count)} ${count === 1 ? one : many}.`)]

const text = (words: string): VerdictPart => ({ kind: 'text', text: words })
const countSpans = (count: number) => `${formatCount(count)} ${count === 1 ? 'span' : 'spans'}`
const firstLine = (message: string) => (message.trim().split('\n')[0] ?? '').trim().replace(/\.$/, '')

const spanPart = (model: TraceModel, row: number): VerdictPart => ({
  kind: 'span',
  text: nameOf(model, row),
  row,
  failed: hasFlag(model, row, SpanFlag.error),
})

/** `auth → users-db`: the service, and what it called where the span says so. */
function place(model: TraceModel, row: number): string {
  const span = model.spans[row]
  const peer = span && peerOf(span)
  return peer ? `${serviceOf(model, row)} → ${peer}` : serviceOf(model, row)
}
