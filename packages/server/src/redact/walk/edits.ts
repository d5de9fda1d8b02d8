/**
 * Changes to a request, noted while it is walked. Nothing is copied before the first one; lengths of the messages around
 * a change are changes as well.
 */
export interface Edits {
  /** Bytes by which the request has grown so far. */
  readonly grownBytes: number
  /** Starts over with another request. */
  restart(): void
  /** Takes `[start, end)` away and puts `bytes` there. */
  replace(start: number, end: number, bytes: Uint8Array): void
  /** The request as it is to go on: the very same array where nothing was replaced. */
  appliedTo(bytes: Uint8Array): Uint8Array
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly bytes: Uint8Array
}

export function createEdits(): Edits {
  let list: Edit[] = []
  const edits = {
    // No getter: V8 keeps an object with one as a dictionary.
    grownBytes: 0,
    restart() {
      if (list.length > 0) list = []
      edits.grownBytes = 0
    },
    replace(start: number, end: number, bytes: Uint8Array) {
      list.push({ start, end, bytes })
      edits.grownBytes += bytes.length - (end - start)
    },
    appliedTo: (bytes: Uint8Array) => (list.length === 0 ? bytes : rewritten(bytes, list, edits.grownBytes)),
  }
  return edits
}

/** The length of a message is noted when its end is reached, so after what is inside of it. */
function rewritten(bytes: Uint8Array, edits: Edit[], grownBytes: number): Uint8Array {
  edits.sort((one, other) => one.start - other.start)
  const target = new Uint8Array(bytes.length + grownBytes)
  let from = 0
  let to = 0
  for (const edit of edits) {
    target.set(bytes.subarray(from, edit.start), to)
    to += edit.start - from
    target.set(edit.bytes, to)
    to += edit.bytes.length
    from = edit.end
  }
  target.set(bytes.subarray(from), to)
  return target
}

/** A length in front of a message, or of a text. */
export function lengthPrefix(length: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.of(...bytes, rest)
    bytes.push((rest % 128) | 128)
  }
}

/** A text or a message as a field holds it. */
export function withLength(content: Uint8Array): Uint8Array {
  const prefix = lengthPrefix(content.length)
  const field = new Uint8Array(prefix.length + content.length)
  field.set(prefix)
  field.set(content, prefix.length)
  return field
}
