import { readFile } from 'node:fs/promises'

export interface Usage {
  readonly cpuMicros: number
  readonly residentMebibytes: number
}

/** proc(5): user and system time are the fields 14 and 15 of `stat`, in hundredths of a second. */
export const usageOf = async (pid: number): Promise<Usage> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const resident = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))
  return {
    cpuMicros: (Number(fields[11]) + Number(fields[12])) * 10_000,
    residentMebibytes: Number(resident?.[1]) / 1024,
  }
}
