import type { EntityRef, KeyValue, Resource, Scope } from '@throughline/otlp'
import { list, listOf, repeatedText, text, uint32 } from '../rowbinary/codecs.ts'
import { column, type ObjectColumns } from '../rowbinary/columns.ts'
import { attributeTexts, attributeTypes } from '../rows/attributes.ts'

/** What spans, log records and metrics are grouped by, whichever of the three they are. */
export interface ResourceGroup {
  readonly resource: Resource
  readonly schemaUrl: string
}

export interface ScopeGroup {
  readonly scope: Scope
  readonly schemaUrl: string
}

/*
 * The columns that every table has. In a row's bytes the resource's come first and the scope's second, because their
 * bytes are the same for many rows: they are encoded once and copied.
 */

export const resourceColumns = {
  ServiceName: column(repeatedText, serviceNameOf),
  ResourceAttributes: column(attributeTexts, ({ resource }) => resource.attributes),
  ResourceAttributeTypes: column(attributeTypes, ({ resource }) => resource.attributes),
  ResourceDroppedAttributesCount: column(uint32, ({ resource }) => resource.droppedAttributesCount),
  ResourceSchemaUrl: column(repeatedText, ({ schemaUrl }) => schemaUrl),
  'ResourceEntityRefs.SchemaUrl': column(
    listOf(text, (ref: EntityRef) => ref.schemaUrl),
    entityRefsOf,
  ),
  'ResourceEntityRefs.Type': column(
    listOf(text, (ref: EntityRef) => ref.type),
    entityRefsOf,
  ),
  'ResourceEntityRefs.IdKeys': column(
    listOf(list(text), (ref: EntityRef) => ref.idKeys),
    entityRefsOf,
  ),
  'ResourceEntityRefs.DescriptionKeys': column(
    listOf(list(text), (ref: EntityRef) => ref.descriptionKeys),
    entityRefsOf,
  ),
} satisfies ObjectColumns<ResourceGroup>

export const scopeColumns = {
  ScopeName: column(text, ({ scope }) => scope.name),
  ScopeVersion: column(text, ({ scope }) => scope.version),
  ScopeAttributes: column(attributeTexts, ({ scope }) => scope.attributes),
  ScopeAttributeTypes: column(attributeTypes, ({ scope }) => scope.attributes),
  ScopeDroppedAttributesCount: column(uint32, ({ scope }) => scope.droppedAttributesCount),
  ScopeSchemaUrl: column(repeatedText, ({ schemaUrl }) => schemaUrl),
} satisfies ObjectColumns<ScopeGroup>

function serviceNameOf({ resource }: ResourceGroup): string {
  return serviceNameIn(resource.attributes)
}

export function serviceNameIn(attributes: readonly KeyValue[]): string {
  const value = attributes.find(({ key }) => key === 'service.name')?.value
  return value?.kind === 'string' ? value.value : ''
}

function entityRefsOf({ resource }: ResourceGroup): readonly EntityRef[] {
  return resource.entityRefs
}
