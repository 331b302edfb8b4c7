import { defineConfig } from '@lingui/conf';
import { formatter } from '@lingui/format-po';

// English is the source; German is complete, which `npm run lint` checks.
export default defineConfig({
  sourceLocale: 'en',
  locales: ['de', 'en'],
  catalogs: [{ path: '<rootDir>/src/text/{locale}', include: ['<rootDir>/src'] }],
  format: formatter({ origins: false, lineNumbers: false }),
  orderBy: 'message',
});
