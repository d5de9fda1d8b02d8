import { ProtoReader, ProtoWriter } from '@throughline/otlp'
import type { Payload, Signal } from '../pipeline/payload.ts'

/** The field of each level from the request down to its items; a list where a level is one of several messages. */
type Path = readonly (number | readonly number[])[]

/** Requests of all signals have groups by resource, in them groups by scope. The points of a metric lie in its kind. */
const paths: Readonly<Record<Signal, Path>> = {
  traces: [1, 2, 2],
  metrics: [1, 2, 2, [5, 7, 9, 10, 11], 1],
  logs: [1, 2, 2],
  profiles: [1, 2, 2],
}

/**
 * The request in two of about the same size, at the highest level that has more than one of something; all else that it
 * says, of a resource or a metric, is in both, also fields of later versions. The same request always gives the same two.
 * Undefined where it is a single item, or none.
 */
export function halve({ signal, bytes }: Payload): readonly Payload[] | undefined {
  const path = paths[signal]
  const halves = halvesOf(bytes, path)?.map(half => ({ signal, bytes: half, itemCount: countItems(half, path) }))
  const parts = halves?.filter(({ itemCount }) => itemCount > 0) ?? []
  return parts.length > 0 ? parts : undefined
}

type Halves = readonly [Uint8Array, Uint8Array]

function halvesOf(message: Uint8Array, [level, ...below]: Path): Halves | undefined {
  if (level === undefined) return undefined
  const { members, rest } = partsOf(message, level)
  const [only] = members
  if (members.length === 1 && only !== undefined) return wrapped(halvesOf(only.message, below), only, rest)
  // A metric whose kind came in pieces means all of them as one.
  if (only === undefined || typeof level !== 'number') return undefined
  const encoded = members.map(member => member.encoded)
  const middle = middleOf(encoded)
  return [Buffer.concat([...rest, ...encoded.slice(0, middle)]), Buffer.concat([...rest, ...encoded.slice(middle)])]
}

function wrapped(halves: Halves | undefined, { field }: Member, rest: readonly Uint8Array[]): Halves | undefined {
  const wrap = (half: Uint8Array): Uint8Array => {
    const writer = ProtoWriter.growing(half.length)
    for (const encoded of rest) writer.raw(encoded)
    writer.bytes(field, half)
    return writer.written()
  }
  return halves && [wrap(halves[0]), wrap(halves[1])]
}

/** How many of them make the first half: one at least, and not all. */
function middleOf(encoded: readonly Uint8Array[]): number {
  const halfBytes = encoded.reduce((sum, { length }) => sum + length, 0) / 2
  let bytes = 0
  const middle = encoded.findIndex(({ length }) => {
    bytes += length
    return bytes > halfBytes
  })
  return Math.max(1, middle)
}

function countItems(message: Uint8Array, [level, ...below]: Path): number {
  if (level === undefined) return 1
  return partsOf(message, level).members.reduce((sum, member) => sum + countItems(member.message, below), 0)
}

interface Member {
  readonly field: number
  readonly message: Uint8Array
  /** With its tag and length. */
  readonly encoded: Uint8Array
}

function partsOf(message: Uint8Array, level: number | readonly number[]) {
  const fields = [level].flat()
  const members: Member[] = []
  const rest: Uint8Array[] = []
  const reader = new ProtoReader(message)
  for (let start = 0; reader.next(); start = reader.offset) {
    const { field } = reader
    const content = fields.includes(field) ? reader.bytes() : undefined
    if (content === undefined) reader.skip()
    const encoded = message.subarray(start, reader.offset)
    if (content === undefined) rest.push(encoded)
    else members.push({ field, message: content, encoded })
  }
  return { members, rest }
}
