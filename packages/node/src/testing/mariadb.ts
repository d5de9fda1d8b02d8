import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { requireProgram } from './require-program.ts'

export const mariadbServer = requireProgram('mariadbd', 'mariadb-server')
const installDatabase = requireProgram('mariadb-install-db', 'mariadb-server')

export interface TestMariadb {
  readonly port: number
  close(): Promise<void>
}

/** MariaDB on a free port without a database, which lets everybody in. */
export async function startMariadb(): Promise<TestMariadb> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mariadb-'))
  const usual = ['--no-defaults', `--datadir=${folder}`, `--user=${userInfo().username}`]
  execFileSync(installDatabase.path, [...usual, '--skip-test-db', '--auth-root-authentication-method=normal'])
  const options = ['--skip-grant-tables', '--bind-address=127.0.0.1', `--port=${port}`, `--socket=${folder}/socket`]
  const child = spawn(mariadbServer.path, [...usual, ...options, '--innodb-flush-log-at-trx-commit=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes('ready for connections')) break
  }
  child.stderr.resume()
  return {
    port,
    close: async () => {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
