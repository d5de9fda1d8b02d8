import { forwardLimits } from '../../limits.ts'

/** What Node, OpenSSL or gRPC's library say when there is no connection, and what a person can do about it. */
const noConnection: readonly (readonly [RegExp, string])[] = [
  [/self-signed certificate( in certificate chain)?/, 'name the authority of its certificate in `tls.ca_file`'],
  [/unable to (verify|get)[\w ]*certificate/, 'name the authority of its certificate in `tls.ca_file`'],
  [/certificate (has expired|is not yet valid)/, 'it has to be renewed, or a clock to be set'],
  [/(Host|IP): \S+ is not in the cert's [\w ]+/, 'write a name in `endpoint` that its certificate is for'],
  [/alert certificate required/, 'name a certificate of ours in `tls.cert_file` and `tls.key_file`'],
  [/alert (unknown ca|bad certificate|certificate expired)/, 'name a certificate in `tls.cert_file` that it accepts'],
  [/wrong version number/, 'where it does not speak TLS, `endpoint` has to begin with http://'],
  [/getaddrinfo ENOTFOUND [^\s.]\S*/, 'correct the name of the host in `endpoint`'],
  [/getaddrinfo EAI_AGAIN [^\s.]\S*/, 'no name server answers: names have to be resolved on this host'],
  [/Name resolution failed for target \S+/, 'correct the name of the host in `endpoint`'],
  [/connect ECONNREFUSED [\w.:]*\w/, 'start it, or correct host and port in `endpoint`'],
  [
    /Parse Error|Protocol error/,
    'something else listens there: OTLP has port 4318 for `otlp_http`, 4317 for `otlp_grpc`',
  ],
  [
    /socket hang up|Failed to connect/,
    'it closed the connection; where it speaks TLS, `endpoint` has to begin with https://',
  ],
  [/no answer within \d+ ms/, 'make `timeout` longer where it needs more'],
]

/** The heart of what was said about a connection that failed, and what to do, where that is known. */
export function connectionAdvice(said: string): string {
  for (const [pattern, advice] of noConnection) {
    const [heart] = pattern.exec(said) ?? []
    if (heart !== undefined) return withAdvice(heart, advice)
  }
  return inOneLine(said)
}

/** Of HTTP status codes, and of those of gRPC by their names. */
const byCode: Readonly<Record<string, string>> = {
  401: 'write what it accepts in `auth`',
  UNAUTHENTICATED: 'write what it accepts in `auth`',
  403: 'whom `auth` names has to be allowed to write there',
  PERMISSION_DENIED: 'whom `auth` names has to be allowed to write there',
  404: 'correct the path in `endpoint`, or leave the signal out of `signals`',
  405: 'correct the path in `endpoint`',
  UNIMPLEMENTED: 'correct `endpoint`, or leave the signal out of `signals`',
}

/** `HTTP 401: invalid token; write what it accepts in …` */
export function codeAdvice(kind: 'HTTP' | 'gRPC', code: number | string, message: string): string {
  const words = inOneLine(message).replace(new RegExp(`^${code}\\b *`), '')
  return withAdvice(`${kind} ${code}${words === '' ? '' : `: ${words}`}`, byCode[code])
}

const withAdvice = (what: string, advice: string | undefined): string =>
  advice === undefined ? what : `${what}; ${advice}`

const byFileError: Readonly<Record<string, string>> = {
  ENOENT: 'the folder of `path` has to be made',
  EISDIR: '`path` has to name a file',
  EACCES: 'the server has to be allowed to write there',
  ENOSPC: 'the disk has to be given room',
}

export const fileAdvice = ({ message, code = '' }: NodeJS.ErrnoException): string =>
  withAdvice(inOneLine(message), byFileError[code])

/** A receiver may say anything, at any length; a page of HTML by its title. */
export function inOneLine(text: string): string {
  const title = /<title>([^<]+)<\/title>/i.exec(text)?.[1]
  return (title ?? text).replace(/\s+/g, ' ').trim().slice(0, forwardLimits.reasonChars)
}
