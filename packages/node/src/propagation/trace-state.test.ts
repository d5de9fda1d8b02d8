import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { maxTraceStateBytes, maxTraceStateMembers, maxTraceStateValueBytes } from '../limits.ts'
import { usableTraceState } from './trace-state.ts'

const members = (count: number): string => Array.from({ length: count }, (_, i) => `bar${i}=${i}`).join(',')
const text = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i))
const everyKeyCharacter = `${text(0x61, 0x7a)}0123456789_-*/`
const everyValueCharacter = text(0x20, 0x2b) + text(0x2d, 0x3c) + text(0x3e, 0x7e)

/** Those of the test suite of W3C trace context, and the limits. */
describe('a trace state is passed on as it came:', () => {
  const cases: Record<string, string> = {
    'several members': 'foo=1,bar=2',
    'all that a key and a value may hold': `${everyKeyCharacter}=${everyValueCharacter}`,
    'the same of a tenant': `${everyKeyCharacter}@a-z0-9_-*/=${everyValueCharacter}`,
    'spaces around members': ' foo=1 \t , \t bar=2,\t \tbaz=3\t',
    'members that are empty': ',foo=1,,bar=2, ',
    'a key that begins with a digit': '1st=1',
    'as many members as it may have': members(maxTraceStateMembers),
    'the longest key': `foo=1,${'z'.repeat(256)}=1`,
    'the longest tenant and system': `foo=1,${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    'the longest value': `foo=${'v'.repeat(maxTraceStateValueBytes)}`,
    'the greatest length': `a=${'x'.repeat(250)},b=${'x'.repeat(250)},c=${'x'.repeat(maxTraceStateBytes - 508)}`,
  }
  for (const [what, header] of Object.entries(cases)) {
    test(what, () => assert.equal(usableTraceState(header), header))
  }
})

describe('a trace state is dropped whole:', () => {
  const cases: Record<string, string> = {
    'nothing but spaces': ' , \t',
    'a key twice': 'foo=1,foo=1',
    'a key twice, with other values': 'foo=1,bar=2,foo=2',
    'a space behind a key': 'foo =1',
    'a key in capitals': 'FOO=1',
    'a dot in a key': 'foo.bar=1',
    'a tenant without its system': 'foo@=1,bar=2',
    'a system without its tenant': '@foo=1,bar=2',
    'two at signs': 'foo@@bar=1,bar=2',
    'two systems': 'foo@bar@baz=1,bar=2',
    'no key': 'foo=1,=bad',
    'no value': 'foo=,bar=3',
    neither: 'foo=1,bar',
    'an equals sign in a value': 'foo=bar=baz',
    'what is not ASCII in a value': 'foo=b\u00e4r',
    'one member too many': members(maxTraceStateMembers + 1),
    'a key that is too long': `foo=1,${'z'.repeat(257)}=1`,
    'a tenant that is too long': `foo=1,${'t'.repeat(242)}@v=1`,
    'a system that is too long': `foo=1,t@${'v'.repeat(15)}=1`,
    'a value that is too long': `foo=${'v'.repeat(maxTraceStateValueBytes + 1)}`,
    'a list that is too long': `a=${'x'.repeat(250)},b=${'x'.repeat(250)},c=${'x'.repeat(maxTraceStateBytes - 507)}`,
  }
  for (const [what, header] of Object.entries(cases)) {
    test(what, () => assert.equal(usableTraceState(header), ''))
  }
})
