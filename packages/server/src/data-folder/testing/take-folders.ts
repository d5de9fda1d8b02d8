import { once } from 'node:events'
import { takeDataFolder } from '../data-folder.ts'

/*
 * A program: `take-folders.ts <folder>…`. Prints a line when it could begin, takes the folders once it is given one, and
 * prints what came of each in JSON. It holds them until its stdin ends, and lets go of none.
 */
process.stdin.setEncoding('utf8')
console.log('ready')
await once(process.stdin, 'data')
const taken = []
for (const folder of process.argv.slice(2)) taken.push(await takeDataFolder(folder))
console.log(JSON.stringify(taken.map(each => (each.ok ? '' : each.error))))
process.stdin.resume()
