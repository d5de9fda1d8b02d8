import { readFileSync } from 'node:fs'
import { crypto } from '../builtins.ts'
import type { EnvironmentReader, Reading } from './environment.ts'
import type { OtlpVariables } from './otlp-variables.ts'
import type { TlsMaterial } from './settings.ts'

/**
 * The certificates for the connections of one signal. The app's thread reads them, at start: the exporter's thread may
 * start after the app has gone to another folder or given up the right to read them, and a mistake is told while somebody
 * looks. It takes a millisecond, of those who set it.
 */
export function tlsMaterial(reader: EnvironmentReader, names: NamesOf): TlsMaterial {
  const ca = reader.parsed(
    names('certificate'),
    pemFile('of certificates (PEM)', checkCertificates, 'the authorities that Node knows'),
  )
  return { ...(ca === undefined ? {} : { ca }), ...clientIdentity(reader, names) }
}

/** What a variable is called: the signal's own first, the most general last. */
type NamesOf = (variable: keyof OtlpVariables) => readonly string[]

/** A certificate and its key, or neither. */
function clientIdentity(reader: EnvironmentReader, names: NamesOf): TlsMaterial {
  const [certificateNames, keyNames] = [names('clientCertificate'), names('clientKey')]
  const [certificate, key] = [reader.find(certificateNames), reader.find(keyNames)]
  const complain = ({ name, value }: { name: string; value: string }, allowed: string): TlsMaterial => {
    reader.complain(name, value, allowed, none)
    return {}
  }
  if (certificate === undefined)
    return key === undefined ? {} : complain(key, `of use without ${certificateNames.at(-1)}`)
  if (key === undefined) return complain(certificate, `of use without ${keyNames.at(-1)}`)
  const cert = reader.parsed(certificateNames, pemFile('of certificates (PEM)', checkCertificates, none))
  const keyPem = reader.parsed(
    keyNames,
    pemFile('of a private key (PEM, without a passphrase)', pem => crypto().createPrivateKey(pem), none),
  )
  if (cert === undefined || keyPem === undefined) return {}
  const isPair = new (crypto().X509Certificate)(cert).checkPrivateKey(crypto().createPrivateKey(keyPem))
  return isPair ? { cert, key: keyPem } : complain(key, `the key that belongs to ${certificate.name}`)
}

const none = 'no client certificate'

const pemFile = (
  holding: string,
  check: (pem: string) => unknown,
  shownFallback: string,
): Reading<string | undefined> => ({
  parse: path => {
    try {
      const pem = readFileSync(path, 'utf8')
      check(pem)
      return { value: pem }
    } catch {
      return undefined
    }
  },
  allowed: `a readable file ${holding}`,
  fallback: undefined,
  shownFallback,
})

/** Node would pass over what is broken in a file of several, and then trust nobody in it without a word. */
function checkCertificates(pem: string): void {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [pem]
  for (const certificate of certificates) new (crypto().X509Certificate)(certificate)
}
