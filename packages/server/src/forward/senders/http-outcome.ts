import { retryAfterMs } from '../retry.ts'
import { codeAdvice, connectionAdvice, inOneLine } from './advice.ts'
import type { HttpReply } from './http-client.ts'
import { refused, type SendOutcome, saysTooLarge, tooLarge, unavailable } from './sender.ts'

/** What an answer means that is no success. `message` is the receiver's own, where it sent one. */
export function httpFailure(
  { status, retryAfter, location }: HttpReply,
  message: string,
  isRetryable: (status: number) => boolean,
): SendOutcome {
  const reason = location === undefined ? codeAdvice('HTTP', status, message) : redirection(status, location)
  if (isRetryable(status)) return unavailable(reason, retryAfterMs(retryAfter, Date.now()))
  return status === 413 || saysTooLarge(message) ? tooLarge(reason) : refused(reason)
}

/** Not followed: a token is for whom it was given for. */
const redirection = (status: number, location: string): string =>
  `HTTP ${status} to ${inOneLine(location)}; correct \`endpoint\``

export const isSuccess = ({ status }: HttpReply): boolean => status >= 200 && status < 300

/** No answer, or none to its end. */
export function unreachable(error: unknown): SendOutcome {
  return unavailable(connectionAdvice(error instanceof Error ? reasonOf(error) : String(error)))
}

/** Where a name has several addresses, each has its own error and the whole has no words. */
function reasonOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return first instanceof Error ? first.message : error.message
}
