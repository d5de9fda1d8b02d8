export { everyField } from './every-field.ts'
