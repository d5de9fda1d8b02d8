export type User = {
  readonly id: string
  readonly name: string
  readonly city: string
  readonly tier: 'basic' | 'gold'
  /** How long the database sleeps before it returns this user. */
  readonly stallSeconds: number
}

// `auth` waits one second for a user: one of these is slow, and one is never seen in time. The longer stall stays
// close to that second, because PGlite serves nobody else while it sleeps.
export const users: readonly User[] = [
  { id: 'user-1001', name: 'Amara Okafor', city: 'Lisbon', tier: 'gold', stallSeconds: 0 },
  { id: 'user-1002', name: 'Jonas Lindqvist', city: 'Oslo', tier: 'basic', stallSeconds: 0 },
  { id: 'user-1003', name: 'Mei Tanaka', city: 'Kyoto', tier: 'gold', stallSeconds: 0 },
  { id: 'user-1004', name: 'Noor Haddad', city: 'Lisbon', tier: 'basic', stallSeconds: 0 },
  { id: 'user-1005', name: 'Sofia Rossi', city: 'Turin', tier: 'basic', stallSeconds: 0 },
  { id: 'user-1006', name: 'Tomás Herrera', city: 'Oslo', tier: 'basic', stallSeconds: 0.6 },
  { id: 'user-1007', name: 'Priya Raman', city: 'Turin', tier: 'gold', stallSeconds: 1.25 },
]
