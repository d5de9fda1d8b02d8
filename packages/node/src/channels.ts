import { subscribe as subscribeChannel, unsubscribe } from 'node:diagnostics_channel'
import { noteInternalError } from './guard.ts'

/**
 * Subscribes to a diagnostics channel for as long as the SDK runs. What the subscriber throws stays with us: Node would
 * raise it as an uncaught exception of the app.
 *
 * @typeParam T the message, as the library documents it
 */
export function subscribe<T>(name: string, onMessage: (message: T) => void): () => void {
  const subscriber = (message: unknown): void => {
    try {
      onMessage(message as T)
    } catch (error) {
      noteInternalError(error)
    }
  }
  subscribeChannel(name, subscriber)
  return () => unsubscribe(name, subscriber)
}
