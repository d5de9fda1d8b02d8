import type { Pattern } from './pattern.ts'

// Every repetition is bounded, or begins where a run of its characters does: so each is linear in the text, which may be
// megabytes.

/** Prefixes by which their issuers want keys to be found, and what follows; the lengths are those that are issued, or longer. */
const issued: readonly (readonly [start: string, rest: RegExp])[] = [
  ['gh', /[pousr]_\w{36,255}/], // GitHub
  ['github_pat_', /\w{60,255}/],
  ['gl', /(?:pat|ptt|dt|rt|cbt|soat)-[\w-]{20,255}/], // GitLab
  ['AKIA', /[A-Z2-7]{16}(?!\w)/], // AWS
  ['ASIA', /[A-Z2-7]{16}(?!\w)/],
  ['xox', /[abeoprs]-[\w-]{10,255}/], // Slack
  ['xapp-', /[\w-]{10,255}/],
  ['sk_', /(?:live_|test_)?[A-Za-z0-9]{24,255}/], // Stripe
  ['rk_', /(?:live_|test_)?[A-Za-z0-9]{24,255}/],
  ['whsec_', /(?:live_|test_)?[A-Za-z0-9]{24,255}/],
  ['AIza', /[\w-]{35}/], // Google
  ['ya29.', /[\w-]{20,255}/],
  ['npm_', /[A-Za-z0-9]{36}/],
  ['pypi-', /[\w-]{50,255}/],
  ['sk-', /(?:[a-z]{2,10}-){0,2}[\w-]{32,255}/], // OpenAI, Anthropic
  ['SG.', /[\w-]{22}\.[\w-]{43}/], // SendGrid
  ['glsa_', /\w{12,255}[\w=+/]{0,255}/], // Grafana
  ['glc_', /\w{12,255}[\w=+/]{0,255}/],
  ['hf_', /[A-Za-z]{34}/], // Hugging Face
  ['do', /[opr]_v1_[a-f0-9]{64}/], // DigitalOcean
  ['shp', /(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/], // Shopify
]
const issuedSources = issued.map(([start, { source }]) => start.replace('.', '\\.') + source)

export const secretPatterns: readonly Pattern[] = [
  {
    name: 'private_key',
    expression: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    needs: [{ chars: 'VP-' }],
    // Behind the first hyphen, since a letter may be before that.
    starts: ['----BEGIN '],
  },
  {
    // RFC 7519: three parts in base64url, the first of which is an object of JSON; five where it is encrypted.
    name: 'jwt',
    expression: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+\.[\w-]*(?:\.[\w-]+){0,2}/g,
    needs: [{ chars: 'J.', wordLength: 11 }],
    starts: ['eyJ'],
  },
  {
    name: 'token',
    expression: new RegExp(`(?<![A-Za-z0-9])(?:${issuedSources.join('|')})`, 'g'),
    needs: [{ wordLength: 15 }],
    starts: issued.map(([start]) => start),
  },
  {
    // RFC 6750, where it is no word of a sentence.
    name: 'token',
    expression: /\b[Bb]earer[ :=]{1,3}(?<found>[\w.~+/-]{16,4096}=*)/g,
    needs: [
      { chars: 'Bear', digitCount: 1 },
      { chars: 'bear', digitCount: 1 },
    ],
    starts: ['Bearer', 'bearer'],
    check: token => (/\d/.test(token) ? token.length : 0),
  },
  {
    // RFC 7617: a user and a password in base64.
    name: 'token',
    expression: /\b[Bb]asic (?<found>[A-Za-z0-9+/]{4,4096}={0,2})/g,
    needs: [{ chars: 'Basic ' }, { chars: 'basic ' }],
    starts: ['Basic ', 'basic '],
    check: credentials => (isUserAndPassword(credentials) ? credentials.length : 0),
  },
  {
    // RFC 3986, 3.2.1; up to the last @, since people forget to encode those of passwords.
    name: 'url_user',
    expression: /(?<=\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]{1,512}(?=@)/gi,
    needs: [{ chars: '@:/' }],
  },
]

function isUserAndPassword(base64: string): boolean {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(text)
}
