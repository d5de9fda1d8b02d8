import type { TraceSummary } from '@throughline/api'
import { useState } from 'react'
import type { ListSearch } from './filter.ts'
import { holdList } from './hold.ts'

/**
 * The rows on screen. They follow the latest answer, except while somebody is about to click one: what is held is the
 * answer to one question, so the first answer to another (until then `stale`) is let through.
 */
export function useHeldRows(latest: readonly TraceSummary[], search: ListSearch, stale: boolean, holding: boolean) {
  const asked = JSON.stringify({ ...search, live: undefined })
  const [shown, setShown] = useState({ latest, question: asked, rows: latest, waiting: 0, holding })
  const question = stale ? shown.question : asked
  if (shown.latest !== latest || shown.question !== question || shown.holding !== holding) {
    const held = holdList(shown.rows, latest, holding && shown.question === question)
    setShown({ latest, question, holding, ...held })
  }
  const release = () => setShown({ latest, question, holding, rows: latest, waiting: 0 })
  return { rows: shown.rows, waiting: shown.waiting, release }
}
