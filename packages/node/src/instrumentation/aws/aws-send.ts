import { activeContext, runInContext } from '../../trace/context-manager.ts'
import { attempted } from '../messaging/messaging-span.ts'
import type { Method } from '../patch.ts'
import { type AwsCall, type AwsClient, type AwsCommand, startCall } from './aws-call.ts'

type Callback = (this: unknown, error: unknown, output: unknown) => unknown

/** `Client.prototype.send(command, [options], [callback])` */
export const tracedSend = (original: Method): Method =>
  function send(this: unknown, command: unknown, optionsOrCallback: unknown, callback: unknown): unknown {
    const call = attempted(() => startCall(this as AwsClient, command as AwsCommand))
    if (call === undefined) return original.call(this, command, optionsOrCallback, callback)
    const isCalledBack = typeof optionsOrCallback === 'function' || typeof callback === 'function'
    const args = [call.command, ending(optionsOrCallback, call), ending(callback, call)]
    try {
      const result = runInContext(call.context, () => original.apply(this, args))
      return isCalledBack ? result : endWithPromise(result, call)
    } catch (error) {
      end(call, error, undefined)
      throw error
    }
  }

/** Calls back in the context of the caller. */
function ending(callback: unknown, call: AwsCall): unknown {
  if (typeof callback !== 'function') return callback
  const context = activeContext()
  return function (this: unknown, error: unknown, output: unknown): unknown {
    end(call, error, output)
    return runInContext(context, () => (callback as Callback).call(this, error, output))
  }
}

function endWithPromise(result: unknown, call: AwsCall): unknown {
  if (!(result instanceof Promise)) return result
  return result.then(
    output => {
      end(call, undefined, output)
      return output
    },
    error => {
      end(call, error, undefined)
      throw error
    },
  )
}

const end = (call: AwsCall, error: unknown, output: unknown): void => {
  attempted(() => call.end(error, output))
}
