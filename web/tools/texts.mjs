// Refuse texts that are missing in German or English, and catalogues that are not up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const file = (locale) => new URL(`../src/text/${locale}.po`, import.meta.url);
const before = Object.fromEntries(
  ['de', 'en'].map((each) => [each, readFileSync(file(each), 'utf8')]),
);
const lingui = new URL('../node_modules/.bin/lingui', import.meta.url).pathname;
execFileSync(lingui, ['extract', '--clean'], { stdio: 'ignore' });
const complaints = [];
for (const locale of ['de', 'en']) {
  const text = readFileSync(file(locale), 'utf8');
  if (text !== before[locale]) {
    complaints.push(`${locale}.po is not up to date (npm run text)`);
    writeFileSync(file(locale), before[locale]);
  }
  for (const block of text.split('\n\n')) {
    const [, id] = /^msgid "(.*)/m.exec(block) ?? [];
    if (block.startsWith('#~') || id === undefined || /^msgid ""\nmsgstr ""\n"/m.test(block))
      continue;
    if (/^msgstr ""$(?!\n")/m.test(block))
      complaints.push(`${locale}: ${block.split('\n').find((l) => l.startsWith('msgid'))}`);
  }
}
if (complaints.length) {
  console.error(complaints.join('\n'));
  process.exit(1);
}
