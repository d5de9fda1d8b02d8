import { spawn } from 'node:child_process'

/** Opens the page in the user's browser; says so when it cannot, which is no reason to stop. */
export function openBrowser(url: string, tell: (sentence: string) => void): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const child = spawn(command, [url], { stdio: 'ignore', detached: true })
  child.once('error', () => tell(`No browser could be opened ("${command}" is missing); open ${url} yourself.`))
  child.unref()
}
