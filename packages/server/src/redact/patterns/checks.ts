/** ISO/IEC 7812-1, annex B: what every card number satisfies, and one in ten other numbers. */
export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 1; i <= digits.length; i++) {
    const digit = Number(digits[digits.length - i])
    sum += i % 2 === 1 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0
}

/** ISO 13616-1: the first four characters moved to the end, letters as 10 to 35, the remainder by 97 is 1. */
export function isIban(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4)
  return (
    remainder(
      moved.replace(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55)),
      97,
    ) === 1
  )
}

/** France's NIR: the last two digits are 97 less the remainder; Corsica's 2A and 2B count as 19 and 18. */
export function isNir(nir: string): boolean {
  const digits = nir.replace('2A', '19').replace('2B', '18')
  return 97 - remainder(digits.slice(0, 13), 97) === Number(digits.slice(13))
}

/** Spain's DNI and NIE: the letter is the remainder by 23; X, Y and Z in front count as 0, 1 and 2. */
export function isDni(dni: string): boolean {
  const digits = dni.slice(0, 8).replace(/^[XYZ]/, letter => String('XYZ'.indexOf(letter)))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[remainder(digits, 23)] === dni[8]
}

/** Brazil's CPF: two check digits, each of all digits before it. */
export function isCpf(cpf: string): boolean {
  if (/^(\d)\1*$/.test(cpf)) return false
  const isChecked = (count: number): boolean => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += Number(cpf[i]) * (count + 1 - i)
    return ((sum * 10) % 11) % 10 === Number(cpf[count])
  }
  return isChecked(9) && isChecked(10)
}

function remainder(digits: string, divisor: number): number {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % divisor
  return rest
}
