import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './tools/policy.ts';
import { precompress } from './tools/precompress.ts';
import { gateway } from './tools/gateway.ts';

// The gateway believes writes of its own origin alone, so the proxy comes from there.
const platform = { target: gateway(), changeOrigin: true, headers: { origin: gateway() } };
const proxy = { '/api': platform, '/problems': platform };

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  plugins: [react(), lingui({ macroTransform: true }), precompress()],
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    // A data: URL in a style sheet would need a wider policy for fonts.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: { proxy, port: Number(process.env.KONTOR_WEB_PORT ?? 5173) },
  preview: {
    proxy,
    port: Number(process.env.KONTOR_WEB_PORT ?? 5173),
    headers: { 'Content-Security-Policy': contentSecurityPolicy },
  },
});
