import { defineConfig } from '@playwright/test';

const port = Number(process.env.KONTOR_WEB_PORT ?? 4173);

/** Where the built front end is served already: by the gateway, as in life. Else it is served here. */
const served = process.env.KONTOR_URL;

const webServer = {
  command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
  cwd: '..',
  port,
};

/** Journeys through the built front end before a running platform (`make up`). */
export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  workers: 1,
  // Room for a busy machine: what is asserted is what comes, not when.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: served ?? `http://127.0.0.1:${port}`,
    // What fades while it is looked at has the contrast of neither state.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath: process.env.KONTOR_CHROMIUM ?? '/usr/bin/chromium' },
  },
  ...(served ? {} : { webServer }),
  projects: [
    { name: 'journeys', testMatch: '**/*.journey.ts' },
    { name: 'pictures', testMatch: '**/*.pictures.ts' },
  ],
});
