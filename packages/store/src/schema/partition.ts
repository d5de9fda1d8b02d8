import { partitionsMax } from '../limits.ts'

export const dayNano = 86_400_000_000_000n

/**
 * A partition is a day (in UTC), and every thousand days they start over. Not `toDate`, as the exporter has it: a request
 * whose clocks are random would ask for as many partitions as it has spans, 150 kB of memory and 25 files each; and since
 * `toDate` wraps around in 2149, the database would look for later spans among the wrong ones.
 *
 * What a query reads is chosen by the first and last time in each part, so that two days may share a partition.
 */
export const dayPartition = (timeColumn: string): string =>
  `positiveModulo(intDiv(toUnixTimestamp64Nano(${timeColumn}), ${dayNano}), ${partitionsMax})`
