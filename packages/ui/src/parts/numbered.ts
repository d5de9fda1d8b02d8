/** Values that have no id, may be alike, and never change places: the place is what tells them apart. */
export const numbered = <T>(values: readonly T[]) => values.map((value, place) => ({ place, value }))
