import { secureHeaders } from 'hono/secure-headers'

/**
 * The page loads nothing but itself, and nobody frames it. Inline styles are allowed because component libraries
 * position their popups by them; data: images and fonts because Vite inlines the small ones.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
  xFrameOptions: 'DENY',
  // Plain HTTP: a promise of HTTPS would lock people out of their own localhost.
  strictTransportSecurity: false,
})
