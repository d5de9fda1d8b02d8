/**
 * A logger's destination may be `console`, on platforms that collect what that writes, and its line is not to become a
 * second record there.
 */
let lastLine: string | undefined

/** What a logger is about to write. */
export function noteLine(line: string): void {
  lastLine = line
}

export const isEcho = (text: string): boolean => lastLine !== undefined && text.trimEnd() === lastLine.trimEnd()
