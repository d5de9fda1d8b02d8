/** The SDK of this process. */
export interface RunningSdk {
  flush(): Promise<void>
  /** Keeps the local trace of the active span. */
  keepTrace(): boolean
  shutdown(): Promise<void>
}

/** On `globalThis`, since a process may load this package twice (two versions, or by two paths). */
const KEY = Symbol.for('throughline.node.sdk')
const holder = globalThis as { [KEY]?: RunningSdk | undefined }

export const runningSdk = (): RunningSdk | undefined => holder[KEY]

export function setRunningSdk(sdk: RunningSdk | undefined): void {
  holder[KEY] = sdk
}
