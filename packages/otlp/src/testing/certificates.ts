import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate and its key, both PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

export interface Authority {
  /** PEM. */
  readonly cert: string
  /** A certificate for `localhost` and 127.0.0.1, as a server and as a client. */
  issue(): Identity
}

/**
 * A private authority, made anew by each test, so that none of them expires in the repository. Written by hand, as DER
 * (RFC 5280): Node reads certificates and makes none, and `openssl` is not on every machine.
 */
export function createAuthority(): Authority {
  const { publicKey, privateKey } = newKeys()
  // Among several authorities of one name, OpenSSL tries the first only.
  const issuer = { name: `Authority ${randomBytes(4).toString('hex')}`, key: privateKey }
  const isAuthority = extension('2.5.29.19', sequence(tagged(0x01, Buffer.from([0xff]))), true)
  return {
    cert: certificate(issuer, issuer.name, publicKey, isAuthority),
    issue: () => {
      const keys = newKeys()
      const names = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])))
      const cert = certificate(issuer, 'localhost', keys.publicKey, extension('2.5.29.17', names, false))
      return { cert, key: String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })) }
    },
  }
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

interface Issuer {
  readonly name: string
  readonly key: KeyObject
}

function certificate(issuer: Issuer, subject: string, publicKey: KeyObject, extensions: Buffer): string {
  const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'))
  const toBeSigned = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    // Positive, as serial numbers have to be.
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name(issuer.name),
    sequence(time(Date.now() - 3_600_000), time(Date.now() + 3_600_000)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extensions)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, issuer.key)])
  const der = sequence(toBeSigned, ecdsaWithSha256, tagged(0x03, signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(header), content])
}

const sequence = (...contents: readonly Buffer[]): Buffer => tagged(0x30, ...contents)

const name = (commonName: string): Buffer =>
  sequence(tagged(0x31, sequence(objectId('2.5.4.3'), tagged(0x0c, Buffer.from(commonName)))))

function extension(id: string, value: Buffer, isCritical: boolean): Buffer {
  const critical = isCritical ? [tagged(0x01, Buffer.from([0xff]))] : []
  return sequence(objectId(id), ...critical, tagged(0x04, value))
}

/** UTCTime: YYMMDDhhmmssZ. */
const time = (unixMs: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(unixMs).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))

/** The first two numbers share a byte; the others are base 128, with the upper bit set but in the last. */
function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  const bytes = others.flatMap(number => {
    const groups = [number & 0x7f]
    for (let rest = number >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
    return groups
  })
  return tagged(0x06, Buffer.from([40 * first + second, ...bytes]))
}
