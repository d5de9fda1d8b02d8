export type Row = Readonly<Record<string, string | number>>

/** Rows of the same fields as a table in Markdown, so that what a run prints can stand in a document. */
export const table = (rows: readonly Row[]): string => {
  const heads = Object.keys(rows[0] ?? {})
  const lines = [heads, heads.map(() => '---'), ...rows.map(row => heads.map(head => shown(row[head])))]
  const widths = heads.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)))
  return lines
    .map(cells => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n')
}

const shown = (value: string | number | undefined): string => {
  if (typeof value !== 'number') return value ?? ''
  if (Number.isNaN(value)) return '–'
  // Three digits are all that a run repeats; counts are exact.
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
