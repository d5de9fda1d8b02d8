import { accessSync, constants } from 'node:fs'
import { type Address, parseAddress } from '../cli/address.ts'
import { samplingOptions } from '../decide/settings.ts'
import type { Problem } from './check.ts'
import { destinationProblems } from './destination-rules.ts'
import { leavesOf } from './leaves.ts'
import type { Config } from './schema.ts'
import { nameOf, type Path, type Shape } from './shape.ts'
import { valueProblem } from './value-problem.ts'

/** What is wrong with settings that are each valid: a schema looks at one at a time, and at no file. */
export function ruleProblems(shape: Shape, config: Config): readonly Problem[] {
  return [
    ...sameAddresses(config),
    ...destinationProblems(config),
    ...nothingToDo(config),
    ...badPolicies(config),
    ...halfTls(config),
    ...missingFiles(shape, config),
  ]
}

function sameAddresses({ receivers, ui }: Config): readonly Problem[] {
  const listeners: readonly (readonly [Path, string])[] = [
    [['receivers', 'http', 'listen'], receivers.http.listen],
    [['receivers', 'grpc', 'listen'], receivers.grpc.listen],
    [['ui', 'listen'], ui.listen],
  ]
  return listeners.flatMap(([path, text], index) => {
    const taken = listeners.slice(0, index).find(([, other]) => isSamePort(text, other))
    if (taken === undefined) return []
    return [valueProblem(path, `${text} is taken by ${nameOf(taken[0])}; write another port`)]
  })
}

/** Port 0 is a different one each time; an address that stands for all of a machine's takes the port on each. */
function isSamePort(text: string, otherText: string): boolean {
  const [address, other] = [parseAddress(text), parseAddress(otherText)]
  if (!address.ok || !other.ok || address.value.port === 0 || address.value.port !== other.value.port) return false
  return address.value.host === other.value.host || isEveryHost(address.value) || isEveryHost(other.value)
}

const isEveryHost = ({ host }: Address): boolean => host === '0.0.0.0' || host === '::'

function nothingToDo({ store, forward }: Config): readonly Problem[] {
  if (store.enabled || forward.length > 0) return []
  const message =
    'there is no store and no destination, so nothing would be done with what is received; write one below forward'
  return [valueProblem(['store', 'enabled'], message)]
}

/** Which block a policy has to have, and whether its expressions are any, only their own part can say. */
function badPolicies({ store, forward }: Config): readonly Problem[] {
  const samplers = [
    { path: ['store', 'sampling'], sampling: store.sampling },
    ...forward.map(({ sampling }, index) => ({ path: ['forward', index, 'sampling'], sampling })),
  ]
  return samplers.flatMap(({ path, sampling }) => {
    const options = sampling && samplingOptions(sampling)
    return options === undefined || options.ok ? [] : [valueProblem([...path, 'policies'], options.error)]
  })
}

/** A certificate is of use with its key alone, and the other way around. */
function halfTls({ receivers, forward }: Config): readonly Problem[] {
  const sections = [
    { path: ['receivers', 'http', 'tls'], tls: receivers.http.tls },
    { path: ['receivers', 'grpc', 'tls'], tls: receivers.grpc.tls },
    ...forward.flatMap((destination, index) =>
      'tls' in destination ? [{ path: ['forward', index, 'tls'], tls: destination.tls }] : [],
    ),
  ]
  return sections.flatMap(({ path, tls }) => {
    if ((tls.cert_file === '') === (tls.key_file === '')) return []
    const missing = tls.cert_file === '' ? 'cert_file' : 'key_file'
    return [valueProblem(path, `a certificate and its key go together; write ${missing}, too`)]
  })
}

/** A setting whose name ends with `_file` is the path of a file that is read, where it is set; so are those of `_files`. */
function missingFiles(shape: Shape, config: Config): readonly Problem[] {
  return leavesOf(shape, config).flatMap(({ value, path }) => {
    if (typeof value !== 'string' || value === '' || !/_files?(\[\d+\])?$/.test(nameOf(path))) return []
    const reason = whyUnreadable(value)
    if (reason === undefined) return []
    return [valueProblem(path, `${value} cannot be read (${reason}); write the path of a file`)]
  })
}

function whyUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK)
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
