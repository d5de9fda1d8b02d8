/**
 * Whether a debugger may pause this thread, which is no hang. The exporter's thread cannot see that by itself. A Node can
 * be built without the module, so it is not imported.
 */
export const mayBePaused = (): boolean =>
  process.features.inspector && process.getBuiltinModule('node:inspector').url() !== undefined
