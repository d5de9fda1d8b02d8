import { type Intake, line } from './intake.ts'

interface ElasticEvent {
  readonly transaction?: { readonly name: string; readonly context?: { readonly response?: { status_code: number } } }
  readonly span?: { readonly name: string }
}

const linesIn = (body: Buffer) =>
  body
    .toString()
    .split('\n')
    .filter(text => text.startsWith('{"transaction":') || text.startsWith('{"span":'))

/** Elastic's intake v2: a JSON document a line, of which transactions and spans are what others call spans. */
export const elasticIntake: Intake = {
  count: body => linesIn(body).length,
  describe: body =>
    linesIn(body).map(text => {
      const { transaction, span }: ElasticEvent = JSON.parse(text)
      return transaction
        ? line('server', transaction.name, transaction.context?.response?.status_code)
        : // Without the port in it, which is another each time.
          line('client', span?.name.replace(/:\d+$/, ''))
    }),
  answer: { type: 'application/json', body: '{}' },
}
