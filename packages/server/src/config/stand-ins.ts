import * as Type from 'typebox'
import { Duration, Size } from './units.ts'

const section = { default: {} } as const

export const Retention = Type.Object(
  {
    age: Type.Optional(Duration({ description: 'What is older is removed; without it, nothing is', examples: ['7d'] })),
    size: Type.Optional(Size({ description: 'Bytes on disk above which the oldest are removed', examples: ['50GiB'] })),
  },
  { ...section, description: 'How long what is stored is kept' },
)
