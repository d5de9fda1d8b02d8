import { type Argument, Visitor } from 'oxc-parser'
import type { SourceFile } from './source-file.ts'

/** One module that a file names: by import or export, static or dynamic, in code or in a type. */
export interface ModuleReference {
  readonly specifier: string
  /** Erased when the types are: nothing of the module is loaded. */
  readonly isType: boolean
  readonly offset: number
}

/** Every module that `file` refers to, in the order of the text. */
export function referencesOf(file: SourceFile): readonly ModuleReference[] {
  const found: ModuleReference[] = []
  const add = (specifier: string, isType: boolean, offset: number): void => {
    found.push({ specifier, isType, offset })
  }
  new Visitor({
    ImportDeclaration: node => add(node.source.value, node.importKind === 'type', node.start),
    ExportAllDeclaration: node => add(node.source.value, node.exportKind === 'type', node.start),
    ExportNamedDeclaration: node => node.source && add(node.source.value, node.exportKind === 'type', node.start),
    TSImportType: node => add(node.source.value, true, node.start),
    ImportExpression: node => {
      const specifier = textOf(node.source)
      if (specifier !== undefined) add(specifier, false, node.start)
    },
    CallExpression: node => {
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require'
      const specifier = isRequire ? textOf(node.arguments[0]) : undefined
      if (specifier !== undefined) add(specifier, false, node.start)
    },
  }).visit(file.syntax.program)
  return found
}

/** What the expression says, where that stands in the file: a literal, in quotes of any kind. */
function textOf(expression: Argument | undefined): string | undefined {
  if (expression?.type === 'Literal') return String(expression.value)
  if (expression?.type !== 'TemplateLiteral' || expression.expressions.length > 0) return undefined
  return expression.quasis[0]?.value.cooked ?? undefined
}
