// Refuse a first screen that is heavier than it may be: entry, styles and the latin font.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST = 350_000;
const folder = new URL('../dist/assets/', import.meta.url);
const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8');
const named = [...page.matchAll(/assets\/([^"]+\.(?:js|css))/g)].map(([, name]) => name);
const font = readdirSync(folder).find((name) => /inter-latin-wght.*woff2$/.test(name));
let sum = statSync(new URL(font, folder)).size;
for (const name of named) sum += gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length;
console.log(`first screen: ${sum} of ${MOST} bytes`);
if (sum > MOST) process.exit(1);
