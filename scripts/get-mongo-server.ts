import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Downloads the server that tests of MongoDB talk to: mongo-java-server, which speaks MongoDB's protocol over a store in
 * memory (BSD). Debian has no MongoDB; FerretDB would take a Go compiler and more than a minute to build.
 */
const checksums = {
  'de/bwaldvogel/mongo-java-server-core/1.47.0/mongo-java-server-core-1.47.0.jar':
    '9a34c9ad6ac6261906295481838256033ec1efc8c93a3e3828e5d47a006b0bd4',
  'de/bwaldvogel/mongo-java-server-memory-backend/1.47.0/mongo-java-server-memory-backend-1.47.0.jar':
    '82864f8a2ede1514f64c2cd3a70e8022c259eb3d78975cfa208c1668ac1f12bb',
  'io/netty/netty-buffer/4.2.2.Final/netty-buffer-4.2.2.Final.jar':
    '4820eeb2d3db269b20b30711e3d7d21979664249aaf10fc67f90dee935810747',
  'io/netty/netty-codec/4.2.2.Final/netty-codec-4.2.2.Final.jar':
    '6a4ea3cedc831a377e20e32da5df4d2a47b954810e941138e3358e313db3a7f9',
  'io/netty/netty-codec-base/4.2.2.Final/netty-codec-base-4.2.2.Final.jar':
    '76987614ccb2fda7d3292b69ba5b61351f30e91bf5c7d8fa4b51bc32c9f67456',
  'io/netty/netty-common/4.2.2.Final/netty-common-4.2.2.Final.jar':
    '5d022f3acad74cb0f195f60213500a4000d1340e5e941edaf1a0e756686b9bae',
  'io/netty/netty-handler/4.2.2.Final/netty-handler-4.2.2.Final.jar':
    'd4ef582c78125457baa0cfa52992b5fb1bb9172d1a2c03b726e8b26e17d3fe2c',
  'io/netty/netty-resolver/4.2.2.Final/netty-resolver-4.2.2.Final.jar':
    'fa7841ffe2e39d52251814fb8560d6936b10ae7c67453ee50426b83fd5170ba0',
  'io/netty/netty-transport/4.2.2.Final/netty-transport-4.2.2.Final.jar':
    '116d766a1af4722fe76a4cdaed969644985d44e08ec1337d2dbab697dd109603',
  'io/netty/netty-transport-native-unix-common/4.2.2.Final/netty-transport-native-unix-common-4.2.2.Final.jar':
    'aa8821a7ea2ca47f62740bd1f37d67deb97824cc77e76dde6ae2c439a923fc9d',
  'org/slf4j/slf4j-api/2.0.17/slf4j-api-2.0.17.jar': '7b751d952061954d5abfed7181c1f645d336091b679891591d63329c622eb832',
} as const

const cache = fileURLToPath(new URL('../node_modules/.cache/throughline', import.meta.url))
const folder = join(cache, 'mongo-java-server-1.47.0')

async function download(path: string, sha256: string): Promise<Buffer> {
  const response = await fetch(`https://repo1.maven.org/maven2/${path}`)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  const jar = Buffer.from(await response.arrayBuffer())
  const found = createHash('sha256').update(jar).digest('hex')
  if (found !== sha256) throw new Error(`${path}: its checksum is ${found} and not ${sha256}`)
  return jar
}

if (!existsSync(folder)) {
  // Whole or not at all: that the folder is there means that it is complete.
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  for (const [path, sha256] of Object.entries(checksums)) {
    writeFileSync(join(partial, path.slice(path.lastIndexOf('/') + 1)), await download(path, sha256))
  }
  renameSync(partial, folder)
}
