export * from './model.ts'
export { err, ok, type Result } from './result.ts'
