/** `SeverityNumber` of OTLP for the levels of pino and bunyan, whose own ones are 10 to 60; finer ones are finer there. */
export function severityOfNumber(level: number): number {
  const steps = Math.floor((Math.min(Math.max(level, 10), 69.9) - 10) / 2.5)
  return Math.min(steps + 1, 24)
}

/** By name, as the logs data model maps those of syslog ("Appendix B"); undefined names are the app's own. */
const numbers: Readonly<Record<string, number>> = {
  silly: 1,
  trace: 1,
  debug: 5,
  verbose: 6,
  http: 7,
  log: 9,
  input: 9,
  prompt: 9,
  data: 9,
  help: 9,
  info: 9,
  notice: 10,
  warn: 13,
  warning: 13,
  error: 17,
  crit: 18,
  critical: 18,
  alert: 19,
  emerg: 21,
  fatal: 21,
}

/** 0, which is "unspecified", for a name that nobody knows. */
export const severityOfName = (name: string): number => (Object.hasOwn(numbers, name) ? (numbers[name] ?? 0) : 0)
