import type { MiddlewareHandler } from 'hono'
import { isLoopback } from '../cli/address.ts'

/**
 * Refuses requests whose Host is not this machine's own name. A listener on loopback is safe from other machines but
 * not from the browser here: a page from elsewhere can let its own name resolve to 127.0.0.1 ("DNS rebinding") and then
 * read our answers as if they were its own. Its requests still carry its own name as Host.
 */
export const localHostOnly: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? ''
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (isLoopback(name === '[::1]' ? '::1' : name)) return next()
  return context.json({ error: 'This server answers only to localhost, 127.0.0.1 and [::1].' }, 403)
}
