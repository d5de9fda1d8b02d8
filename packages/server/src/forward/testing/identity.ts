import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Identity {
  readonly cert_file: string
  readonly key_file: string
  readonly cert: Buffer
  readonly key: Buffer
}

/** A certificate for 127.0.0.1 that is its own authority, made anew, so that none expires in the repository. */
export function createIdentity(openssl: string, folder: string, name: string): Identity {
  const cert_file = join(folder, `${name}.pem`)
  const key_file = join(folder, `${name}.key`)
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '1']
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync(openssl, [...kind, ...names, '-keyout', key_file, '-out', cert_file], { stdio: 'ignore' })
  return { cert_file, key_file, cert: readFileSync(cert_file), key: readFileSync(key_file) }
}
