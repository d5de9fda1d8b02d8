import * as Type from 'typebox'
import { sizeBytes, sizePattern } from '../config/units.ts'
import { availableBytes } from './memory-guard.ts'

/** `limits` of the configuration file. */
export const limitsSettings = Type.Object(
  {
    memory: Type.String({
      title: 'size or percent',
      pattern: `^(?:[1-9]\\d?%|${sizePattern})$`,
      patternErrorMessage: 'a size such as 1GiB, or a part of the memory there is such as 75%',
      description:
        'Resident memory from which on all requests are refused; from four fifths of it on, large ones are. A percentage is of what the machine has, or the container may use.',
      default: '75%',
      examples: ['1GiB', '50%'],
    }),
  },
  { default: {}, description: 'What protects the server itself' },
)

/** Of a text that the schema has let pass. */
export const memoryLimitBytes = (memory: string): number =>
  memory.endsWith('%') ? (availableBytes() * Number.parseInt(memory, 10)) / 100 : sizeBytes(memory)
