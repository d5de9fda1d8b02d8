export interface StackFrame {
  readonly text: string
  /** The app's own code, as opposed to a library's or the runtime's. */
  readonly own: boolean
}

/** Neighbouring frames of the same origin; library and runtime runs are shown folded. */
export interface FrameRun {
  readonly own: boolean
  readonly frames: readonly StackFrame[]
}

export interface StackTrace {
  /** What precedes the first frame: type and message, possibly of several lines. */
  readonly head: string
  readonly runs: readonly FrameRun[]
}

const frameLine = /^\s+at |^\s+File "|^\s*\.\.\. \d+ (more|lines)|^\tat /
const foreign =
  /node_modules[\\/]|\(?node:|\(native\)|<anonymous>\)?$|site-packages|\/lib\/python|^\s*at (?:async )?(?:Promise|Array|new Promise)\b/

/** Splits V8, Python and Java stack traces into runs of own and foreign frames; text of another form is all head. */
export function parseStack(stack: string): StackTrace {
  const lines = stack.split('\n').filter(line => line.trim() !== '')
  const first = lines.findIndex(line => frameLine.test(line))
  if (first === -1) return { head: stack.trim(), runs: [] }
  const runs: { own: boolean; frames: StackFrame[] }[] = []
  for (const line of lines.slice(first)) {
    const last = runs.at(-1)
    // "Caused by …" and Python's source lines belong to what stands above them.
    const own = frameLine.test(line) ? !foreign.test(line) : (last?.own ?? true)
    const frame = { text: line.trim(), own }
    if (last?.own === own) last.frames.push(frame)
    else runs.push({ own, frames: [frame] })
  }
  return { head: lines.slice(0, first).join('\n'), runs }
}
