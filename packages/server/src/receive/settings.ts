import * as Type from 'typebox'
import { ListenAddress, Secret } from '../config/texts.ts'
import { Size } from '../config/units.ts'

/** How the configuration file takes a secret from the environment. */
const fromEnvironment = (name: string): string => `\${${name}}`

const address = (port: number, what: string) =>
  ListenAddress({
    description: `Where ${what} arrives, as HOST:PORT; port 0 lets the system choose.`,
    default: `127.0.0.1:${port}`,
    examples: [`0.0.0.0:${port}`, `[::1]:${port}`],
  })

const tls = Type.Object(
  {
    cert_file: Type.String({
      description: 'PEM file of the certificate and those that signed it. Empty: no TLS. Read again when it changes.',
      default: '',
      examples: ['/etc/throughline/tls.crt'],
    }),
    key_file: Type.String({
      description: 'PEM file of the key of the certificate.',
      default: '',
      examples: ['/etc/throughline/tls.key'],
    }),
    client_ca_file: Type.String({
      description:
        'PEM file of authorities: a client has to show a certificate that one of them signed. Empty: none is asked for.',
      default: '',
      examples: ['/etc/throughline/clients.crt'],
    }),
  },
  {
    description: 'Encryption, and client certificates.',
    default: {},
    examples: [{ cert_file: '/etc/throughline/tls.crt', key_file: '/etc/throughline/tls.key' }],
  },
)

const basicUser = Type.Object(
  {
    user: Type.String({ description: 'Name of the user.', default: '', examples: ['agent'] }),
    password: Secret({
      description: 'The password; take it from the environment. Empty: it is in `password_file`.',
      default: '',
      examples: [fromEnvironment('AGENT_PASSWORD')],
    }),
    password_file: Type.String({
      description: 'File that holds the password in its first line. Read again when it changes.',
      default: '',
      examples: ['/run/secrets/agent'],
    }),
  },
  {
    description: 'One user of basic authentication.',
    default: {},
    examples: [{ user: 'agent', password: fromEnvironment('AGENT_PASSWORD') }],
  },
)

const auth = Type.Object(
  {
    bearer_tokens: Type.Array(
      Secret({
        description: 'One token; take it from the environment.',
        default: '',
        examples: [fromEnvironment('OTLP_TOKEN')],
      }),
      {
        description: 'Tokens, each of which lets a sender in.',
        default: [],
        examples: [[fromEnvironment('OTLP_TOKEN')]],
      },
    ),
    bearer_token_files: Type.Array(
      Type.String({ description: 'One file, a token in each line.', default: '', examples: ['/run/secrets/tokens'] }),
      {
        description: 'Files of tokens, one in each line. Read again when they change.',
        default: [],
        examples: [['/run/secrets/tokens']],
      },
    ),
    basic_users: Type.Array(basicUser, {
      description: 'Users, each of which may send.',
      default: [],
      examples: [[{ user: 'agent', password: fromEnvironment('AGENT_PASSWORD') }]],
    }),
  },
  {
    description: 'Who may send. Without a token and a user everybody may who can reach the port.',
    default: {},
    examples: [{ bearer_tokens: [fromEnvironment('OTLP_TOKEN')] }],
  },
)

const cors = Type.Object(
  {
    allowed_origins: Type.Array(
      Type.String({ description: 'One origin.', default: '', examples: ['https://shop.example'] }),
      {
        description: 'Origins of pages that may send from a browser; `*` for any, or for one label. Empty: none may.',
        default: [],
        examples: [['https://shop.example', 'https://*.shop.example']],
      },
    ),
    allowed_headers: Type.Array(Type.String({ description: 'One header.', default: '', examples: ['X-Tenant'] }), {
      description: 'Headers that a page may set, beside Content-Type, Content-Encoding and Authorization.',
      default: [],
      examples: [['X-Tenant']],
    }),
  },
  {
    description: 'Which pages may send from a browser.',
    default: {},
    examples: [{ allowed_origins: ['https://shop.example'] }],
  },
)

/** `receivers` of the configuration file. */
export const receiversSchema = Type.Object(
  {
    http: Type.Object(
      { listen: address(4318, 'OTLP/HTTP'), tls, auth, cors },
      { description: 'The receiver of OTLP/HTTP.', default: {}, examples: [{ listen: '0.0.0.0:4318' }] },
    ),
    grpc: Type.Object(
      { listen: address(4317, 'OTLP/gRPC'), tls, auth },
      { description: 'The receiver of OTLP/gRPC.', default: {}, examples: [{ listen: '0.0.0.0:4317' }] },
    ),
    max_request_size: Size({
      description: 'Largest request, after decompression.',
      default: '20MiB',
      examples: ['4MiB'],
    }),
  },
  { description: 'How data comes in.', default: {}, examples: [{ http: { listen: '0.0.0.0:4318' } }] },
)

export type ReceiversSettings = Type.Static<typeof receiversSchema>
/** What both receivers have. */
export type DoorSettings = ReceiversSettings['grpc']
export type AuthSettings = DoorSettings['auth']
export type TlsSettings = DoorSettings['tls']
