// What is only counted and passed on needs no objects. So the messages of requests are also here as tables: they lead the
// check of protobuf, and for profiles, which have no model, the way from JSON to it.

/** How a field is laid out; `id` is `bytes` that OTLP/JSON writes in hex, a plural is a list. */
export type Scalar =
  | 'string'
  | 'strings'
  | 'bool'
  | 'int32'
  | 'int32s'
  | 'uint32'
  | 'int64'
  | 'int64s'
  | 'uint64'
  | 'fixed32'
  | 'fixed64'
  | 'fixed64s'
  | 'double'
  | 'bytes'
  | 'id'

export interface Field {
  readonly number: number
  /** In camel case. */
  readonly name: string
  /** A message by a function, because those of values are inside one another. */
  readonly type: Scalar | (() => Message)
  readonly isList: boolean
}

export interface Message {
  readonly fields: readonly Field[]
  /** The same under their numbers. */
  readonly byNumber: readonly (Field | undefined)[]
  /** Below how many bytes it counts as hollow (see `hollowMessagesMax`). */
  readonly hollowBelow: number
  /** Whether it is one of what a request is counted by. */
  readonly isItem: boolean
}

export type Described = readonly [number: number, type: Field['type'], list?: 'list']

interface Nature {
  readonly hollowBelow?: number
  readonly isItem?: boolean
}

export function message(
  described: Readonly<Record<string, Described>>,
  { hollowBelow = 0, isItem = false }: Nature = {},
): Message {
  const fields = Object.entries(described).map(([name, [number, type, list]]) => ({
    number,
    name,
    type,
    isList: list !== undefined,
  }))
  const byNumber: Field[] = []
  for (const field of fields) byNumber[field.number] = field
  return { fields, byNumber, hollowBelow, isItem }
}
