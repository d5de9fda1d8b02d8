import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { Path } from './shape.ts'
import { type Environment, substitute, type Unusable } from './substitute.ts'

/** Of the first character of what is wrong; both begin at 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What a text says, as plain data, and where. */
export interface YamlFile {
  readonly value: unknown
  /** What makes it no YAML, or no YAML that can be used. The value is none then. */
  readonly problems: readonly { readonly position: Position; readonly message: string }[]
  /** Where a setting stands, or the nearest one above it that does; undefined in an empty file. */
  locate(path: Path, at: 'key' | 'value'): Position | undefined
}

/** Reads YAML 1.2, which JSON is a part of, and puts variables where the text refers to them. */
export function readYaml(text: string, environment: Environment): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false, logLevel: 'error' })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const locate = (path: Path, at: 'key' | 'value') => {
    const offset = offsetOf(document, path, at)
    return offset === undefined ? undefined : position(offset)
  }
  // Of those in one line, only the first is the author's; the others follow from it.
  const wrong = document.errors.map(error => ({ position: position(error.pos[0]), message: sentenceOf(error) }))
  const problems = wrong.filter(({ position: { line } }, index) => wrong[index - 1]?.position.line !== line)
  if (problems.length > 0) return { value: undefined, problems, locate }
  const unusable = [...lostReferences(document), ...substitute(document, environment)]
  if (unusable.length > 0) {
    return {
      value: undefined,
      problems: unusable.map(({ offset, message }) => ({ position: position(offset), message })),
      locate,
    }
  }
  return { ...plainData(document), locate }
}

function lostReferences(document: Document): readonly Unusable[] {
  const lost: Unusable[] = []
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document) !== undefined) return
      const message = `*${node.source} repeats nothing; write &${node.source} before what it should repeat`
      lost.push({ offset: node.range?.[0] ?? 0, message })
    },
  })
  return lost
}

/** A kilobyte of references can mean a gigabyte, or a section be a part of itself. */
function plainData(document: Document): Pick<YamlFile, 'value' | 'problems'> {
  try {
    return { value: withoutNulls(document.toJS()), problems: [] }
  } catch {
    const message = 'what is repeated by reference is too much, or a part of itself; write it out'
    return { value: undefined, problems: [{ position: { line: 1, column: 1 }, message }] }
  }
}

/** A heading below which everything is commented out means its defaults. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNulls(each)]))
}

const sentences: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'this name stands twice in one section; keep one of the two',
  TAB_AS_INDENT: 'this line is indented by a tab; write spaces',
  BAD_INDENT: 'the indentation of this line fits nothing above it, or a bracket is not closed',
  MISSING_CHAR: 'a quote or a bracket is not closed',
  MULTILINE_IMPLICIT_KEY: 'a colon with a space behind it is missing; write name: value',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon in a line; write a value with a colon and a space in quotes',
  BAD_SCALAR_START: 'a value cannot begin with this character; write it in quotes',
  MULTIPLE_DOCS: 'a second document begins; settings are one',
  NON_STRING_KEY: 'a name has to be text',
}

/** In our own words: those of the library may quote the file, which can hold credentials. */
const sentenceOf = ({ code }: YAMLError): string =>
  sentences[code] ?? `this is not YAML (${code}); if it is a value with special characters, write it in quotes`

function offsetOf(document: Document, path: Path, at: 'key' | 'value'): number | undefined {
  let node: unknown = document.contents
  let offset = isNode(node) ? node.range?.[0] : undefined
  for (const [index, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    const isLast = index === path.length - 1
    const step = stepTo(node, key)
    if (step === undefined) break
    const isKeyAsked = !isLast || at === 'key' || !isNode(step.value)
    offset = (isKeyAsked ? step.place : isNode(step.value) ? step.value.range?.[0] : undefined) ?? offset
    node = step.value
  }
  return offset
}

interface Step {
  readonly place: number | undefined
  readonly value: unknown
}

function stepTo(node: unknown, key: string | number): Step | undefined {
  if (isSeq(node) && typeof key === 'number') {
    const item = node.items[key]
    return isNode(item) ? { place: item.range?.[0], value: item } : undefined
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(each => isScalar(each.key) && String(each.key.value) === key)
  return pair === undefined || !isScalar(pair.key) ? undefined : { place: pair.key.range?.[0], value: pair.value }
}
