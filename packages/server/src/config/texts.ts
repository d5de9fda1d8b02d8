import * as Type from 'typebox'

/** `HOST:PORT` to listen on, as `parseAddress` reads it. */
export const ListenAddress = (options: Type.TStringOptions = {}): Type.TString =>
  Type.String({
    title: 'HOST:PORT',
    pattern:
      '^(\\[[0-9a-fA-F:.]+\\]|[^:[\\]\\s/]+):(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])$',
    patternErrorMessage: 'HOST:PORT, with a port from 0 to 65535',
    examples: ['127.0.0.1:4318', '0.0.0.0:4318', '[::1]:4318'],
    ...options,
  })

/** What nobody may read: masked wherever settings are shown. `writeOnly` is JSON schema's word for it. */
export const Secret = (options: Type.TStringOptions = {}): Type.TString => Type.String({ writeOnly: true, ...options })
