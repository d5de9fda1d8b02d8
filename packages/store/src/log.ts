/** Takes one line for a person to read, without its line end. */
export type Log = (line: string) => void

export const logToStderr: Log = line => void process.stderr.write(`throughline store: ${line}\n`)

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim()
