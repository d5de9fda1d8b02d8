import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linuxCpu, linuxDisks, linuxMemory, linuxNetworks, readMachine } from './machine.ts'

test('the time of processors is that of all together, in seconds', () => {
  const stat = 'cpu  100 200 300 400 500 10 20 30 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n'
  const expected = { user: 1, nice: 2, system: 3, idle: 4, iowait: 5, interrupt: 0.3, steal: 0.3 }
  assert.deepEqual(linuxCpu(stat), expected)
})

test('memory is what can be had, and not only what nobody uses', () => {
  const meminfo = 'MemTotal:       2000 kB\nMemFree:         10 kB\nMemAvailable:    500 kB\n'
  assert.deepEqual(linuxMemory(meminfo), { total: 2_048_000, available: 512_000 })
})

test('disks are whole ones: what is part of them, or made of them, would count twice', () => {
  const row = (name: string) => `   8       0 ${name} 5 0 10 0 6 0 20 0 0 0 0`
  const names = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'loop0', 'dm-0', 'vda', 'vda15', 'mmcblk0', 'mmcblk0p1', 'md0']
  const disks = linuxDisks(names.map(row).join('\n'))
  assert.deepEqual([...disks.keys()], ['sda', 'nvme0n1', 'vda', 'mmcblk0'])
  assert.deepEqual(disks.get('sda'), { inBytes: 5120, outBytes: 10_240 })
})

test('networks are those to other machines', () => {
  const dev = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets',
    '    lo:     111       1    0    0    0     0          0         0      111       1',
    '  eth0: 1234567      10    0    0    0     0          0         0     7654      10',
  ].join('\n')
  assert.deepEqual([...linuxNetworks(dev)], [['eth0', { inBytes: 1_234_567, outBytes: 7654 }]])
})

test('what cannot be read is nothing', () => {
  assert.equal(linuxCpu('').user, 0)
  assert.deepEqual([linuxDisks('').size, linuxNetworks('').size, linuxMemory('').total], [0, 0, 0])
})

test('this machine has memory, and has used its processors', () => {
  const { memoryBytes, cpuSeconds } = readMachine()
  assert.ok(memoryBytes.total > memoryBytes.available && memoryBytes.available > 0)
  assert.ok(Number(cpuSeconds.user) + Number(cpuSeconds.system) > 0)
})
