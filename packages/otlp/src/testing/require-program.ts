import { execFileSync } from 'node:child_process'

/** A server that tests of a library talk to, and that npm does not bring. */
export interface Program {
  /** Empty where it is missing. */
  readonly path: string
  /** For a test's options: why it cannot run, by the command that helps; false where it can. */
  readonly skip: string | false
}

/** `name` in PATH; else the test is skipped and says which package of Debian has it. */
export function requireProgram(name: string, debianPackage: string): Program {
  try {
    const path = execFileSync('/bin/sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${name}`], { encoding: 'utf8' }).trim()
    return { path, skip: false }
  } catch {
    return { path: '', skip: `no ${name} on this machine; sudo apt-get install --yes ${debianPackage}` }
  }
}
