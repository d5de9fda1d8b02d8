/** `Query` of postgres.js, whose texts and values come as those of a tagged template. */
export interface Template {
  readonly strings: readonly string[]
  readonly args: readonly unknown[]
}

/**
 * The statement as the library will send it, before it does: `$1` for a value, names and fragments as they are. What a
 * helper makes of an object or of a list of rows is `?`, since its length would make another statement each time.
 */
export const textOf = ({ strings, args }: Template): string => render(strings, args, { count: 0 })

function render(strings: readonly string[], args: readonly unknown[], parameters: { count: number }): string {
  let text = strings[0] ?? ''
  for (let i = 1; i < strings.length; i++) text += renderArgument(args[i - 1], parameters) + strings[i]
  return text
}

function renderArgument(argument: unknown, parameters: { count: number }): string {
  if (Array.isArray(argument) && isTemplate(argument[0])) {
    return argument.map(part => renderArgument(part, parameters)).join(' ')
  }
  if (isTemplate(argument)) return render(argument.strings, argument.args, parameters)
  if (isObjectOf(argument, 'Identifier')) return String(argument.value)
  if (isObjectOf(argument, 'Builder')) return '?'
  return `$${++parameters.count}`
}

const isTemplate = (argument: unknown): argument is Template => isObjectOf(argument, 'Query')

/** By the class's name: the ES modules and the CommonJS modules of the library each have one. */
const isObjectOf = (argument: unknown, className: string): argument is Record<string, unknown> =>
  typeof argument === 'object' && argument !== null && argument.constructor?.name === className
