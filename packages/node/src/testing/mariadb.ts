import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort, requireProgram } from '@throughline/otlp/testing'
import { startServerProcess } from './server-process.ts'

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
  const stop = await startServerProcess({
    command: mariadbServer.path,
    args: [...usual, ...options, '--innodb-flush-log-at-trx-commit=0'],
    says: 'stderr',
    readyWords: 'ready for connections',
  })
  return {
    port,
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}
