import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatAddress, isLoopback, parseAddress, reachableFromHere } from './address.ts'

describe('parseAddress', () => {
  it('reads names, IPv4 and IPv6, and writes them back', () => {
    for (const text of ['127.0.0.1:4318', 'localhost:0', 'box.local:65535', '[::1]:4318']) {
      const address = parseAddress(text)
      assert.ok(address.ok)
      assert.equal(formatAddress(address.value), text)
    }
  })

  it('takes port 65535 and refuses 65536', () => {
    assert.ok(parseAddress('h:65535').ok)
    assert.deepEqual(parseAddress('h:65536'), { ok: false, error: 'wants a port from 0 to 65535, not 65536' })
  })

  it('refuses what names no host or no port', () => {
    for (const text of ['', '4318', ':4318', 'host', 'host:', 'host:x', '::1:4318', '[host]:1', 'http://host:1']) {
      assert.equal(parseAddress(text).ok, false, text)
    }
  })
})

describe('addresses', () => {
  it('are loopback only when no other machine can reach them', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) assert.ok(isLoopback(host), host)
    for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com']) assert.ok(!isLoopback(host), host)
  })

  it('that are wildcards are reached from here by loopback', () => {
    assert.equal(formatAddress(reachableFromHere({ host: '0.0.0.0', port: 1 })), '127.0.0.1:1')
    assert.equal(formatAddress(reachableFromHere({ host: '::', port: 1 })), '[::1]:1')
    assert.equal(formatAddress(reachableFromHere({ host: '10.0.0.1', port: 1 })), '10.0.0.1:1')
  })
})
