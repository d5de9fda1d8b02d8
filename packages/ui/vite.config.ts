import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    // The server serves this folder as it is, and publishes it inside its own package.
    outDir: '../server/page',
    emptyOutDir: true,
    // The licences of what is bundled have to travel with it, those of the typefaces too.
    license: { fileName: 'licenses.md' },
    target: 'es2023',
    // Tokens are light-dark() pairs, which an older target would turn into something else.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // One chunk: it comes from the same machine, and splitting would only add round trips.
    chunkSizeWarningLimit: 1_000,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4319' } },
})
