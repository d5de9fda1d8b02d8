import type { Retention } from '@throughline/store'
import * as Type from 'typebox'
import { Duration, durationMs, Size, sizeBytes } from '../config/units.ts'

/** `store.retention` of the configuration file. */
export const RetentionSchema = Type.Object(
  {
    // None by default: whoever sends what is older than it would look for it in vain.
    age: Type.Optional(
      Duration({
        description:
          'How long what is stored is kept, by its own time; without it, until there is no room. Days go as a whole, so the last of one stays a day longer.',
        examples: ['7d', '24h', '30d'],
      }),
    ),
    size: Size({
      default: '10GiB',
      description:
        'Bytes on the disk that what is stored may take. Above it the oldest days are removed, then the oldest of today.',
      examples: ['50GiB'],
    }),
  },
  { default: {}, description: 'How long what is stored is kept.', examples: [{ age: '30d', size: '50GiB' }] },
)

export type RetentionSettings = Type.Static<typeof RetentionSchema>

/** As the store takes it. */
export const retentionOf = ({ age, size }: RetentionSettings): Retention => ({
  ageMs: age === undefined ? undefined : durationMs(age),
  sizeBytes: sizeBytes(size),
})
