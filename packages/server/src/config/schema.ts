import * as Type from 'typebox'
import { samplingSettings } from '../decide/settings.ts'
import { forwardSettings } from '../forward/settings.ts'
import { limitsSettings } from '../protect/settings.ts'
import { receiversSchema } from '../receive/settings.ts'
import { redactSettings } from '../redact/settings.ts'
import { RetentionSchema } from '../retention/settings.ts'
import { ListenAddress } from './texts.ts'

/**
 * What has a default may be left out of the file and is always there to the code; `Type.Optional` without one may be
 * absent in both. Names that a schema does not list are refused without its saying so.
 */
const section = { default: {} } as const

const Store = Type.Object(
  {
    enabled: Type.Boolean({
      default: true,
      description: 'Whether anything is stored; without a store, everything is only forwarded',
      examples: [false],
    }),
    folder: Type.String({
      default: '.throughline',
      minLength: 1,
      description: 'Folder for all data, the queues of destinations among them; made where it is missing',
      examples: ['/var/lib/throughline'],
    }),
    retention: RetentionSchema,
    sampling: Type.Optional(samplingSettings),
  },
  { ...section, description: 'What is kept here' },
)

const Ui = Type.Object(
  {
    listen: ListenAddress({
      default: '127.0.0.1:4319',
      description: 'Where the page and the query API are served',
      examples: ['127.0.0.1:0'],
    }),
  },
  { ...section, description: 'The page' },
)

/** The whole file. Each part of the server declares what is its own. */
export const ConfigSchema = Type.Object(
  {
    receivers: receiversSchema,
    redact: redactSettings,
    store: Store,
    forward: forwardSettings,
    limits: limitsSettings,
    ui: Ui,
  },
  { ...section, title: 'Settings of throughline up' },
)

export type Config = Type.Static<typeof ConfigSchema>
