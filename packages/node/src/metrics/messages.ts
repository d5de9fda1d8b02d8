import { threadChannel } from '../exporter/messages.ts'
import type { Readings } from './model.ts'
import type { ViewName } from './views.ts'

/** On which the exporter asks each thread of the app for its readings; the message is the name of the view. */
export const askChannel = `${threadChannel} metrics asked`

/** On which they are told. Another channel, so that threads of the app are not woken by what the others have to tell. */
export const tellChannel = `${threadChannel} metrics`

export interface ReadingsMessage {
  readonly threadId: number
  readonly view: ViewName
  readonly readings: Readings
}
