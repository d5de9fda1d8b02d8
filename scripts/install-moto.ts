/** Installs moto, which stands in for AWS in tests, where they look for it: `.cache` in node_modules. It needs python3-venv. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** In full, so that a run can be repeated. */
const MOTO = 'moto[s3,server]==5.2.5'

const folder = join(import.meta.dirname, '../node_modules/.cache/throughline/moto')
execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', MOTO], { stdio: 'inherit' })
