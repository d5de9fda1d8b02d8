import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/**
 * A program that a test drives and that npm does not bring. Pass `skip` to the test's options, so that a machine
 * without it reports the test as skipped, by name and with the command that installs it:
 *
 *     const chromium = requireChromium()
 *     test('the page opens', { skip: chromium.skip }, …)
 */
export interface Component {
  /** Empty where it is missing. */
  readonly path: string
  /** Why a test cannot run; false where it can. */
  readonly skip: string | false
}

const CHROME_OF_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/** A Chromium to drive: the one that `CHROME_PATH` or `CHROMIUM` names, else one that is installed. */
export function requireChromium(env: NodeJS.ProcessEnv = process.env): Component {
  const named = env.CHROME_PATH || env.CHROMIUM
  if (named) return found(named, `CHROME_PATH or CHROMIUM names ${named}, which does not exist`)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const inPath = (env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
  const path = [...inPath, CHROME_OF_MACOS, chromium.executablePath()].find(existsSync)
  return found(path, `no Chromium on this machine; install one: ${installCommand()}`)
}

function found(path: string | undefined, reason: string): Component {
  return path !== undefined && existsSync(path) ? { path, skip: false } : { path: '', skip: reason }
}

/** Debian has it as a package; elsewhere Playwright downloads one that any user may install. */
function installCommand(): string {
  const isDebian = existsSync('/usr/bin/apt-get')
  return isDebian ? 'sudo apt-get install --yes chromium' : 'npx playwright-core install chromium'
}
