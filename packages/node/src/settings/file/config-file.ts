import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { err, ok, type Result } from '@throughline/otlp'
import type * as Yaml from 'yaml'
import type { Environment } from '../environment.ts'
import { substitute } from './substitute.ts'

/** What a file says, as plain data. */
export interface ConfigDocument {
  readonly root: unknown
  /** `sdk.yaml:12:3`: where the property stands, or the nearest one above it that does. */
  locate(path: string): string
}

/** `1.0` without quotes is the number 1 to YAML; OpenTelemetry's own documents write it so. */
const isKnownFormat = /^1(\.\d+)?(-rc\.\d+)?$/

/** Reads YAML, which JSON is a part of, and puts variables where the file refers to them. */
export function openConfigFile(path: string, environment: Environment): Result<ConfigDocument> {
  const text = textOf(path)
  if (!text.ok) return text
  // Only now, since nobody else needs it: it takes 12 ms.
  const yaml: typeof Yaml = createRequire(import.meta.url)('yaml')
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(text.value, {
    lineCounter: lines,
    // What the configuration's own examples share between signals is merged.
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  })
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${path}:${line}:${col}`
  }
  const [wrong] = document.errors
  // By its code, such as `BAD_INDENT`: messages quote the file, which may hold credentials.
  if (wrong !== undefined) return err(`${at(wrong.pos[0])} is not YAML (${wrong.code})`)
  const invalid = substitute(yaml, document, environment)
  if (invalid !== undefined) return err(`${at(invalid)} is not a reference such as \${NAME} or \${NAME:-default}`)
  return checked(path, {
    root: rootOf(document),
    locate: property => at(offsetOf(yaml, document, property.split('.'))),
  })
}

function textOf(path: string): Result<string> {
  try {
    return ok(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    return err(`${JSON.stringify(path)} is not a readable file (${code})`)
  }
}

/** Undefined for references that are too many to follow: a kilobyte of them can mean a gigabyte. */
function rootOf(document: Yaml.Document): unknown {
  try {
    return document.toJS()
  } catch {
    return undefined
  }
}

function checked(path: string, document: ConfigDocument): Result<ConfigDocument> {
  const { root } = document
  if (typeof root !== 'object' || root === null) return err(`${JSON.stringify(path)} is not a file of settings`)
  const format = String(Reflect.get(root, 'file_format') ?? '')
  if (isKnownFormat.test(format)) return ok(document)
  return err(`${document.locate('file_format')} file_format: ${JSON.stringify(format)} is not "1.0" or one after it`)
}

/** Of the key, since a value may be a line below; of what is merged, of the mapping that it is merged into. */
function offsetOf(yaml: typeof Yaml, document: Yaml.Document, path: readonly string[]): number {
  let offset = 0
  let node: unknown = document.contents
  for (const key of path) {
    if (yaml.isAlias(node)) node = node.resolve(document)
    const step: Step | undefined = stepTo(yaml, node, key)
    if (step === undefined) break
    offset = step.place?.[0] ?? offset
    node = step.value
  }
  return offset
}

interface Step {
  readonly place: Yaml.Range | null | undefined
  readonly value: unknown
}

function stepTo(yaml: typeof Yaml, node: unknown, key: string): Step | undefined {
  if (yaml.isSeq(node)) {
    const item = node.items[Number(key)]
    return yaml.isNode(item) ? { place: item.range, value: item } : undefined
  }
  if (!yaml.isMap(node)) return undefined
  const pair = node.items.find(each => yaml.isScalar(each.key) && String(each.key.value) === key)
  return pair === undefined || !yaml.isScalar(pair.key) ? undefined : { place: pair.key.range, value: pair.value }
}
