import { readFile } from 'node:fs/promises'

/**
 * Names a process for ever, where a number alone is given to another one in time: with the clock ticks between the machine's
 * start and its own, field 22 of proc(5).
 */
export const identityOf = async (pid: number): Promise<string> => `${pid}-${await startedAt(pid)}`

export const pidOf = (identity: string): number => Number.parseInt(identity, 10)

/** Whether it certainly still runs; where there is no /proc, nobody does. */
export async function isRunning(identity: string): Promise<boolean> {
  const started = await startedAt(pidOf(identity))
  return started !== '' && identity === `${pidOf(identity)}-${started}`
}

/** Empty also for a process that has ended: its parent may never ask for its exit code, as the first of a container often does not. */
async function startedAt(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field, a name in brackets, may itself contain blanks and brackets.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const hasEnded = fields[0] === 'Z' || fields[0] === 'X'
  return hasEnded ? '' : (fields[19] ?? '')
}
