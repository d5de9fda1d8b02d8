import { err, ok, type Result } from '../result.ts'
import { JsonMessage, newReading } from './json-message.ts'
import { parseJson, parseJsonExactly } from './parse.ts'

/**
 * Reads the message that a whole text is. Integers that came as JSON numbers beyond 2⁵³ keep their digits in every engine
 * since Node 22.
 */
export function readPayload<T>(text: string, read: (json: JsonMessage) => T): Result<T> {
  const first = readParsed(parseJson(text), read)
  // Digits cost a second parse; nearly every sender writes 64-bit numbers as text, as the specification asks.
  return first.sawInexactInteger ? readParsed(parseJsonExactly(text), read).result : first.result
}

interface Read<T> {
  readonly result: Result<T>
  readonly sawInexactInteger: boolean
}

function readParsed<T>(parsed: Result<unknown>, read: (json: JsonMessage) => T): Read<T> {
  if (!parsed.ok) return { result: parsed, sawInexactInteger: false }
  const reading = newReading()
  const value = read(new JsonMessage(parsed.value, reading))
  const { failure, sawInexactInteger } = reading
  return { result: failure === undefined ? ok(value) : err(failure), sawInexactInteger }
}
