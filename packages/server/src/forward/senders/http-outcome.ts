import { retryAfterMs } from '../retry.ts'
import type { HttpReply } from './http-client.ts'
import { refused, type SendOutcome, saysTooLarge, tooLarge, unavailable, withMessage } from './sender.ts'

/** What an answer means that is no success. `message` is the receiver's own, where it sent one. */
export function httpFailure(
  { status, retryAfter }: HttpReply,
  message: string,
  isRetryable: (status: number) => boolean,
): SendOutcome {
  const reason = withMessage(`HTTP ${status}`, message)
  if (isRetryable(status)) return unavailable(reason, retryAfterMs(retryAfter, Date.now()))
  return status === 413 || saysTooLarge(message) ? tooLarge(reason) : refused(reason)
}

export const isSuccess = ({ status }: HttpReply): boolean => status >= 200 && status < 300

/** No answer, or none to its end. */
export function unreachable(error: unknown): SendOutcome {
  return unavailable(error instanceof Error ? reasonOf(error) : String(error))
}

/** Where a name has several addresses, each has its own error and the whole has no words. */
function reasonOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return first instanceof Error ? first.message : error.message
}
