import { isIPv6 } from 'node:net'
import type { PatternName } from '../settings.ts'
import { isCpf, isDni, isIban, isLuhn, isNir } from './checks.ts'
import type { Pattern } from './pattern.ts'

interface PeoplePattern extends Pattern {
  readonly name: PatternName
}

/** The longest beginning of a match that is one without its separators, and ends where one of its groups does. */
const longest =
  (isValid: (plain: string) => boolean) =>
  (match: string): number => {
    for (let end = match.length; end > 0; end--) {
      const isEdge = /\w/.test(match.charAt(end - 1)) && !/\w/.test(match.charAt(end))
      if (isEdge && isValid(match.slice(0, end).replace(/\W/g, ''))) return end
    }
    return 0
  }

/** A match that satisfies `isValid` without its separators, or none. */
const whole =
  (isValid: (plain: string) => boolean) =>
  (match: string): number =>
    isValid(match.replace(/[ .-]/g, '')) ? match.length : 0

/** Countries by the length of their IBAN: SWIFT, "IBAN Registry". */
const ibanLengths: Readonly<Record<number, string>> = {
  15: 'NO',
  16: 'BE',
  18: 'DK FI FO GL NL SD FK',
  19: 'MK SI',
  20: 'AT BA EE KZ LT LU MN XK',
  21: 'CH HR LI LV',
  22: 'BG BH CR DE GB GE IE ME RS VA',
  23: 'AE GI IL IQ OM SO TL',
  24: 'AD CZ ES MD PK RO SA SE SK TN VG',
  25: 'LY PT ST',
  26: 'IS TR',
  27: 'BI DJ FR GR IT MC MR SM',
  28: 'AL AZ BY CY DO GT HU LB NI PL SV',
  29: 'BR EG PS QA UA',
  30: 'JO KW MU YE',
  31: 'MT SC',
  32: 'LC',
  33: 'RU',
}
const isIbanOfCountry = (iban: string): boolean =>
  (ibanLengths[iban.length] ?? '').includes(iban.slice(0, 2)) && isIban(iban)

/** By first digits and length: Visa, American Express, Diners, Mastercard, and Maestro, Discover and UnionPay. */
const brands = /^(?:4\d{12}(?:\d{3}){0,2}|3[47]\d{13}|3[0689]\d{12}|(?:5[1-5]|2[2-7])\d{14}|(?:5[06-8]|6\d)\d{10,17})$/
/** One in ten numbers passes the check of digits, times in nanoseconds among them, but not their first ones. */
const isCard = (digits: string): boolean => brands.test(digits) && isLuhn(digits)

/** What tells a person from others. None is on by itself: each of them hits numbers that are something else. */
export const peoplePatterns: readonly PeoplePattern[] = [
  {
    // RFC 5321 allows far more than anybody has.
    name: 'email',
    expression: /@(?<=(?<before>[\w.!#$%&'*+/=?^`{|}~-]{1,64})@)(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/gi,
    needs: [{ chars: '@.' }],
  },
  {
    name: 'credit_card',
    expression:
      /(?<![\w.]|\w-)[2-6]\d{3}[ -]?(?:\d{4}[ -]?\d{4}[ -]?\d{1,4}(?:[ -]?\d{1,3})?|\d{6}[ -]?\d{4,5})(?!\w)/g,
    needs: [{ digitCount: 13 }],
    check: longest(isCard),
  },
  {
    name: 'iban',
    expression: /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,29}(?!\w)/g,
    needs: [{ digitCount: 2, wordLength: 4 }],
    check: longest(isIbanOfCountry),
  },
  {
    // ITU-T E.164 with its plus.
    name: 'phone',
    expression: /(?<![\w+])\+[1-9](?:[ ().\-/]{0,2}\d){7,14}(?!\w)/g,
    needs: [{ chars: '+', digitCount: 8 }],
  },
  {
    // North America's, in one of the ways that people write it.
    name: 'phone',
    expression: /(?<![\w.-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-]|\.\d)/g,
    needs: [{ digitCount: 10 }],
  },
  {
    // United States, social security number: with its hyphens, since it has no check digit.
    name: 'national_id',
    expression: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
    needs: [{ chars: '-', digitCount: 9 }],
  },
  {
    // United Kingdom, national insurance number.
    name: 'national_id',
    expression: /(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/g,
    needs: [{ digitCount: 6 }],
  },
  {
    name: 'national_id',
    expression: /(?<!\w)(?:[XYZ]-?\d{7}|\d{8})-?[A-HJ-NP-TV-Z](?!\w)/g,
    needs: [{ digitCount: 7 }],
    check: whole(isDni),
  },
  {
    name: 'national_id',
    expression: /(?<!\w)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)/g,
    needs: [{ digitCount: 14 }],
    check: whole(isNir),
  },
  {
    name: 'national_id',
    expression: /(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)/g,
    needs: [{ chars: '-.', digitCount: 11 }],
    check: whole(isCpf),
  },
  {
    name: 'ipv4',
    expression: /(?<!\w|\w\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\w|\.\w)/g,
    needs: [{ chars: '.', digitCount: 4 }],
    // A browser's version, `138.0.0.0`, and no address of anybody.
    check: match => (match.endsWith('.0.0.0') ? 0 : match.length),
  },
  {
    // RFC 4291, 2.2. A digit is asked for, or `a::b` of C++ would be one.
    name: 'ipv6',
    expression: /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4})?(?![\w:]|\.\d)/gi,
    needs: [{ chars: ':', digitCount: 1 }],
    check: match => (/\d/.test(match) && isIPv6(match) ? match.length : 0),
  },
]
