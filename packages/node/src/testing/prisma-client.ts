/** What the versions write differently. */
const parts = {
  6: {
    compiler: '@prisma/client/runtime/query_compiler_bg.postgresql',
    datasource: 'url = "postgres://unused"',
    config: `
  generator: { config: { engineType: 'client' }, provider: {}, previewFeatures: [] },
  relativePath: '.', relativeEnvPaths: {}, dirname: '.', copyEngine: true,
  datasourceNames: ['db'], inlineDatasources: { db: { url: { value: 'postgres://unused' } } },`,
  },
  7: { compiler: '@prisma/client/runtime/query_compiler_fast_bg.postgresql', datasource: '', config: '' },
} as const

/**
 * The client that `prisma generate` makes of a schema, without types and what goes with other models. Made by hand: the
 * command brings 300 MB, and wants an engine that is not on npm.
 *
 * @param major of Prisma
 * @param runtime where it has `getPrismaClient` from
 */
export const prismaClient = (major: 6 | 7, runtime = '@prisma/client/runtime/client'): string => `
const { getPrismaClient } = require('${runtime}')
exports.PrismaClient = getPrismaClient({${parts[major].config}
  previewFeatures: [],
  clientVersion: '${major}.0.0',
  engineVersion: 'none',
  activeProvider: 'postgresql',
  inlineSchema: \`
    datasource db {
      provider = "postgresql"
      ${parts[major].datasource}
    }
    model User {
      id Int @id
      name String
    }\`,
  runtimeDataModel: {
    models: { User: { dbName: null, schema: null, fields: [
      { name: 'id', kind: 'scalar', type: 'Int' },
      { name: 'name', kind: 'scalar', type: 'String' },
    ] } },
    enums: {},
    types: {},
  },
  // Of a graph that is empty: no values are taken out of calls to cache what was compiled.
  parameterizationSchema: { strings: [], graph: 'A'.repeat(88) },
  compilerWasm: {
    getRuntime: async () => require('${parts[major].compiler}.js'),
    getQueryCompilerWasmModule: async () =>
      new WebAssembly.Module(Buffer.from(require('${parts[major].compiler}.wasm-base64.js').wasm, 'base64')),
    importName: './query_compiler_${major === 6 ? '' : 'fast_'}bg.js',
  },
})
`
