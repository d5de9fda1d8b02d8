import assert from 'node:assert/strict'
import Value from 'typebox/value'
import { type DestinationSettings, destinationSettings } from '../settings.ts'

/** What the configuration makes of what a user wrote: the defaults filled in. */
export function settingsOf(written: Record<string, unknown>): DestinationSettings {
  const settings: unknown = Value.Default(destinationSettings, structuredClone(written))
  assert.ok(Value.Check(destinationSettings, settings), JSON.stringify(settings))
  return settings
}
