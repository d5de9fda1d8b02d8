const everyValue = [
  { stringValue: 'text' },
  { boolValue: true },
  { intValue: '-7' },
  { doubleValue: 1.5 },
  { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }] } },
  { kvlistValue: { values: [{ key: 'inner', value: { boolValue: true } }] } },
  { bytesValue: 'AQID' },
  { stringValueStrindex: 2 },
]
const attributes = everyValue.map((value, index) => ({ key: `key ${index}`, value, keyStrindex: index + 1 }))

/** OTLP/JSON in which every field of profiles is set. */
export const everyFieldOfProfiles = {
  resourceProfiles: [
    {
      resource: {
        attributes,
        droppedAttributesCount: 1,
        entityRefs: [{ schemaUrl: 'url', type: 'host', idKeys: ['host.id'], descriptionKeys: ['host.name'] }],
      },
      scopeProfiles: [
        {
          scope: { name: 'profiler', version: '2', attributes, droppedAttributesCount: 3 },
          profiles: [
            {
              sampleType: { typeStrindex: 1, unitStrindex: 2 },
              samples: [
                {
                  stackIndex: 1,
                  attributeIndices: [1, 200],
                  linkIndex: 1,
                  values: ['-1', '9007199254740993'],
                  timestampsUnixNano: ['1700000000000000001', '18446744073709551615'],
                },
                { stackIndex: 2 },
              ],
              timeUnixNano: '1700000000000000000',
              durationNano: '18446744073709551615',
              periodType: { typeStrindex: 3, unitStrindex: 4 },
              period: '-10',
              profileId: '0af7651916cd43dd8448eb211c80319c',
              droppedAttributesCount: 4294967295,
              originalPayloadFormat: 'jfr',
              originalPayload: 'AAEC',
              attributeIndices: [1, 2],
            },
            { durationNano: '1' },
          ],
          schemaUrl: 'scope schema',
        },
      ],
      schemaUrl: 'resource schema',
    },
  ],
  dictionary: {
    mappingTable: [{ memoryStart: '1', memoryLimit: '2', fileOffset: '3', filenameStrindex: 4, attributeIndices: [1] }],
    locationTable: [
      {
        mappingIndex: 1,
        address: '4096',
        lines: [{ functionIndex: 1, line: '7', column: '-1' }],
        attributeIndices: [2],
      },
    ],
    functionTable: [{ nameStrindex: 1, systemNameStrindex: 2, filenameStrindex: 3, startLine: '40' }],
    linkTable: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
    stringTable: ['', 'cpu', 'nanoseconds'],
    attributeTable: everyValue.map((value, index) => ({ keyStrindex: index + 1, value, unitStrindex: 2 })),
    stackTable: [{ locationIndices: [1, 2, -3] }],
  },
}
