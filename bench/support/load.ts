import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { hasWrk, placed } from './child.ts'

const run = promisify(execFile)

const connections = 32

/** Two seconds in, V8 still compiles what OpenTelemetry and we add to `calls`, and both cost twice of what they do later. */
export const warmUpSeconds = 6

/** Keeps 32 connections busy, each asking again as soon as it is answered. Returns requests per second. */
export const closedLoop = async (url: string, seconds: number): Promise<number> => {
  const [command, args] = hasWrk ? wrk(url, seconds) : autocannon(url, seconds)
  const { stdout } = await run(...placed('load', command, args))
  const requestsPerSecond = hasWrk ? readWrk(stdout) : readAutocannon(stdout)
  if (!(requestsPerSecond > 0)) throw new Error(`the load generator reported no requests:\n${stdout}`)
  return requestsPerSecond
}

const wrk = (url: string, seconds: number): [string, string[]] => [
  'wrk',
  ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, url],
]

const readWrk = (stdout: string): number => {
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`the service failed under load:\n${stdout}`)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
}

const autocannon = (url: string, seconds: number): [string, string[]] => [
  process.execPath,
  [
    createRequire(import.meta.url).resolve('autocannon'),
    '--connections',
    String(connections),
    '--duration',
    String(seconds),
    '--json',
    url,
  ],
]

const readAutocannon = (stdout: string): number => {
  const { non2xx, errors, requests, duration } = JSON.parse(stdout)
  if (non2xx > 0 || errors > 0)
    throw new Error(`the service failed under load: ${non2xx} bad answers, ${errors} errors`)
  return requests.total / duration
}
