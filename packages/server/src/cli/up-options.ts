import assert from 'node:assert/strict'
import type { Config } from '../config/schema.ts'
import { type Address, parseAddress } from './address.ts'
import type { UpFlags, UpOptions } from './args.ts'

/** What the server is started with, of settings that are valid. */
export function upOptions({ memory, demo, open }: UpFlags, { receivers, store, ui }: Config): UpOptions {
  return {
    data: memory ? { kind: 'memory' } : { kind: 'folder', folder: store.folder },
    http: addressOf(receivers.http.listen),
    grpc: addressOf(receivers.grpc.listen),
    ui: addressOf(ui.listen),
    demo,
    open,
  }
}

function addressOf(text: string): Address {
  const address = parseAddress(text)
  assert.ok(address.ok, `the schema let ${text} pass`)
  return address.value
}
