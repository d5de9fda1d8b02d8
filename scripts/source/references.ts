import { Visitor } from 'oxc-parser'
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
    ImportExpression: node => node.source.type === 'Literal' && add(String(node.source.value), false, node.start),
    CallExpression: node => {
      const [argument] = node.arguments
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require'
      if (isRequire && argument?.type === 'Literal') add(String(argument.value), false, node.start)
    },
  }).visit(file.syntax.program)
  return found
}
