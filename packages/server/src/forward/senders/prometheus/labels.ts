import type { KeyValue, Resource, Scope } from '@throughline/otlp'
import { textOf } from '../attribute-text.ts'
import { labelName } from './names.ts'

export type Labels = ReadonlyMap<string, string>

/** What of a resource says which process it was; the rest is told by `target_info`. */
const identityKeys: ReadonlySet<string> = new Set(['service.name', 'service.namespace', 'service.instance.id'])

/** `job` and `instance`, by which all series of a process are found. */
export function targetLabels({ attributes }: Resource): Labels {
  const texts = new Map(attributes.map(({ key, value }) => [key, textOf(value)]))
  const service = [texts.get('service.namespace'), texts.get('service.name')].filter(text => text !== undefined)
  const labels = { job: texts.has('service.name') ? service.join('/') : '', instance: texts.get('service.instance.id') }
  return new Map(Object.entries(labels).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

export const resourceLabels = ({ attributes }: Resource): Labels =>
  attributeLabels(attributes.filter(({ key }) => !identityKeys.has(key)))

export function scopeLabels({ name, version, attributes }: Scope): Labels {
  const own = Object.entries({ otel_scope_name: name, otel_scope_version: version }).filter(([, text]) => text !== '')
  const more = [...attributeLabels(attributes)].map(([key, text]): [string, string] => [`otel_scope_${key}`, text])
  return new Map([...more, ...own])
}

/** Keys that are one when written as labels have their values joined, as the specification asks. */
export function attributeLabels(attributes: readonly KeyValue[]): Labels {
  const labels = new Map<string, string>()
  for (const { key, value } of attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const name = labelName(key)
    const before = labels.get(name)
    labels.set(name, before === undefined ? textOf(value) : `${before};${textOf(value)}`)
  }
  return labels
}
