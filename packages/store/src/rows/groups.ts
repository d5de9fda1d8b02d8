import type { EntityRef } from '@throughline/otlp'
import type { RowOf } from '../rowbinary/columns.ts'
import type { ResourceGroup, resourceColumns, ScopeGroup, scopeColumns } from '../schema/group-columns.ts'
import { attributesOf } from './attributes.ts'

type ResourceRow = RowOf<typeof resourceColumns>
type ScopeRow = RowOf<typeof scopeColumns>

/** What a decoded row says of its resource and its scope. */

export const resourceOf = (row: ResourceRow): ResourceGroup => ({
  resource: {
    attributes: attributesOf(row.ResourceAttributes, row.ResourceAttributeTypes),
    droppedAttributesCount: row.ResourceDroppedAttributesCount,
    entityRefs: entityRefsOf(row),
  },
  schemaUrl: row.ResourceSchemaUrl,
})

export const scopeOf = (row: ScopeRow): ScopeGroup => ({
  scope: {
    name: row.ScopeName,
    version: row.ScopeVersion,
    attributes: attributesOf(row.ScopeAttributes, row.ScopeAttributeTypes),
    droppedAttributesCount: row.ScopeDroppedAttributesCount,
  },
  schemaUrl: row.ScopeSchemaUrl,
})

const entityRefsOf = (row: ResourceRow): readonly EntityRef[] =>
  row['ResourceEntityRefs.SchemaUrl'].map((schemaUrl, at) => ({
    schemaUrl,
    type: row['ResourceEntityRefs.Type'][at] ?? '',
    idKeys: row['ResourceEntityRefs.IdKeys'][at] ?? [],
    descriptionKeys: row['ResourceEntityRefs.DescriptionKeys'][at] ?? [],
  }))
