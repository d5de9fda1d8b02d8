/** Of a request's headers, those that a server span reads. Empty where there is none. */
export interface RequestHeaders {
  host: string
  userAgent: string
  traceparent: string
  tracestate: string
  baggage: string
  forwardedFor: string
  /** RFC 9112, 6: a request has a body where a header says so. */
  hasBody: boolean
}

const found: RequestHeaders = {
  host: '',
  userAgent: '',
  traceparent: '',
  tracestate: '',
  baggage: '',
  forwardedFor: '',
  hasBody: false,
}

/**
 * Looks through the names and values as they came. Node makes `request.headers` of them when it is first asked for, which
 * takes as long as all the rest of a server span; many handlers never ask.
 *
 * Hot path (bench/request-overhead): what it gives is overwritten by the next call.
 */
export function readHeaders(rawHeaders: readonly string[]): Readonly<RequestHeaders> {
  found.host = ''
  found.userAgent = ''
  found.traceparent = ''
  found.tracestate = ''
  found.baggage = ''
  found.forwardedFor = ''
  found.hasBody = false
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) take(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '')
  return found
}

/** By length first: of the dozen headers that a browser sends, two or three are worth a closer look. */
function take(name: string, value: string): void {
  switch (name.length) {
    case 4:
      // The first is the one that counts; see Node's documentation of `message.headers`.
      if (found.host === '' && name.toLowerCase() === 'host') found.host = value
      break
    case 7:
      if (name.toLowerCase() === 'baggage') found.baggage = joined(found.baggage, value)
      break
    case 10:
      takeOfTen(name.toLowerCase(), value)
      break
    case 11:
      if (name.toLowerCase() === 'traceparent') found.traceparent = joined(found.traceparent, value)
      break
    case 14:
      if (value !== '0' && name.toLowerCase() === 'content-length') found.hasBody = true
      break
    case 15:
      if (name.toLowerCase() === 'x-forwarded-for') found.forwardedFor = joined(found.forwardedFor, value)
      break
    case 17:
      if (name.toLowerCase() === 'transfer-encoding') found.hasBody = true
      break
  }
}

function takeOfTen(name: string, value: string): void {
  if (name === 'user-agent') found.userAgent ||= value
  else if (name === 'tracestate') found.tracestate = joined(found.tracestate, value)
}

const joined = (before: string, value: string): string => (before === '' ? value : `${before},${value}`)
