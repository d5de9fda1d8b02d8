import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { placed } from './child.ts'

/** Where its programs are: in Debian's folder of versions, elsewhere beside the one in PATH. Empty where it is not. */
export const postgresFolder = () =>
  globSync('/usr/lib/postgresql/*/bin').at(-1) ?? (spawnSync('pg_config', ['--bindir']).stdout ?? '').toString().trim()

export interface Postgres {
  /** The folder of its socket, which clients take for a host: nobody else's port is in the way. */
  readonly host: string
  readonly version: string
  stop(): Promise<void>
}

/**
 * A PostgreSQL of its own on the core of the load. PGlite would be easier to have, but serves one query at a time: the
 * service would wait for it, and its waiting be measured.
 */
export const startPostgres = async (): Promise<Postgres> => {
  const bin = postgresFolder()
  const user = unprivilegedUser()
  const host = mkdtempSync(join(tmpdir(), 'bench-postgres-'))
  if (user) chownSync(host, user.uid, user.gid)

  const data = join(host, 'data')
  const init = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync'], {
    cwd: host,
    ...user,
  })
  if (init.status !== 0) throw new Error(`initdb failed:\n${init.stderr}`)

  const args = ['-D', data, '-k', host, '-c', 'listen_addresses=', '-c', 'fsync=off']
  const server = spawn(...placed('load', join(bin, 'postgres'), args), {
    cwd: host,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...user,
  })
  for await (const line of createInterface(server.stderr)) if (line.includes('ready to accept connections')) break
  if (server.exitCode !== null) throw new Error('PostgreSQL ended at its start')

  const version = spawnSync(join(bin, 'postgres'), ['--version']).stdout.toString().trim()
  const stop = async () => {
    const exited = once(server, 'exit')
    server.kill('SIGINT')
    await exited
    rmSync(host, { recursive: true })
  }
  return { host, version, stop }
}

/** PostgreSQL refuses to run as root. */
const unprivilegedUser = (): { uid: number; gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined

const idOf = (option: string) => Number(spawnSync('id', [option, 'postgres']).stdout.toString())
