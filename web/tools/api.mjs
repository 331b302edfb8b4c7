// Types of the API from the merged OpenAPI document:
// KONTOR_OPENAPI (file or address), else ../build/openapi.json, else the platform that runs here.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const out = new URL('../src/api/schema.d.ts', import.meta.url);
if (process.argv.includes('--if-missing') && existsSync(out)) process.exit(0);

const told = process.env.KONTOR_OPENAPI;
const built = new URL('../../build/openapi.json', import.meta.url);
const { gateway } = await import('./gateway.ts');
const source = told ?? (existsSync(built) ? built.pathname : `${gateway()}/api/v1/openapi.json`);
const text = /^https?:/.test(source)
  ? await (await fetch(source)).text()
  : readFileSync(source, 'utf8');
const types = astToString(await openapiTS(text, { immutable: true }));
writeFileSync(out, `// Written by \`npm run api\`.\n${types}`);
console.log(`src/api/schema.d.ts from ${source}`);
