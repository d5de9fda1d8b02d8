import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions, type Server } from 'node:tls'
import { err, ok, type Result } from '@throughline/otlp'
import { watchFiles } from './watch-files.ts'

/** What a port needs to speak TLS: PEM files. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
  /** Where it is given, a client has to show a certificate that one of these authorities signed. */
  readonly clientCaFile?: string | undefined
}

export interface Tls {
  readonly options: SecureContextOptions & { readonly requestCert: boolean; readonly rejectUnauthorized: boolean }
  /**
   * Has the server use what the files say while it listens: certificates are renewed. Connections that are open stay as they
   * are.
   */
  follow<Secure extends Server>(server: Secure): Secure
}

/** Reads the files; what is wrong with one is a sentence. `tell` hears of what goes wrong later. */
export function openTls(files: TlsFiles, tell: (sentence: string) => void): Result<Tls> {
  const read = readContext(files)
  if (!read.ok) return read
  const isClientKnown = files.clientCaFile !== undefined
  const paths = [files.certFile, files.keyFile, ...(files.clientCaFile === undefined ? [] : [files.clientCaFile])]
  return ok({
    options: { ...read.value, requestCert: isClientKnown, rejectUnauthorized: isClientKnown },
    follow: server => {
      const renew = () => {
        const again = readContext(files)
        if (again.ok) server.setSecureContext(again.value)
        else tell(`${again.error} The certificate before it stays in use.`)
      }
      return server.once('listening', () => server.once('close', watchFiles(paths, renew)))
    },
  })
}

function readContext({ certFile, keyFile, clientCaFile }: TlsFiles): Result<SecureContextOptions> {
  try {
    const context: SecureContextOptions = {
      cert: readFileSync(certFile),
      key: readFileSync(keyFile),
      ...(clientCaFile !== undefined && { ca: readFileSync(clientCaFile) }),
    }
    // Also finds a key that is not the certificate's: the two files are renewed one after the other.
    createSecureContext(context)
    return ok(context)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return err(`TLS cannot be set up from ${certFile} and ${keyFile} (${why}).`)
  }
}
