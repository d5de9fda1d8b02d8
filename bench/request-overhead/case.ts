import { type Receiver, startReceiver } from '../support/receiving.ts'
import { inRounds } from '../support/rounds.ts'
import { type Settings, selected } from '../support/settings.ts'
import type { Row } from '../support/table.ts'
import { assertOutput, measure } from './measure.ts'
import { summarise } from './rows.ts'
import { type MeasuredService, services } from './services.ts'
import { variantsOf } from './variants.ts'

/** What tracing every request of a small service costs: throughput, CPU of the whole process, memory. */
export const requestOverhead = async (settings: Settings): Promise<readonly Row[]> => {
  const receiver = await startReceiver()
  try {
    const rows: Row[] = []
    for (const service of selected(services, settings.services)) {
      const missing = service.missing()
      if (missing !== undefined) console.error(`${service.name} is left out: ${missing}`)
      else rows.push(...(await measureService(service, receiver, settings)))
    }
    return rows
  } finally {
    await receiver.stop()
  }
}

const measureService = async (service: MeasuredService, receiver: Receiver, settings: Settings) => {
  const surroundings = await service.surroundings()
  const subject = { service, surroundings, receiver }
  const variants = variantsOf(service, settings)
  try {
    for (const variant of variants) await assertOutput(subject, variant)
    console.error(`${service.name}: one request sends what it should`)
    const samples = await inRounds(settings.rounds, variants, variant => measure(subject, variant, settings.seconds))
    return summarise(service.name, samples)
  } finally {
    await surroundings.stop()
  }
}
