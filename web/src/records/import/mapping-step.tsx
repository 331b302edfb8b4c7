import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import type { RecordEntry } from '@/records/catalogue/types';
import { ColumnRow } from './column-row';
import { HowWrittenForm } from './how-written';
import css from './import.module.css';
import type { Reader } from './import-screen';
import { isKey, missing, placesOf, proposed } from './places';
import { usePlaceName } from './place-name';
import { say, type HowWritten, type ImportRun, type Mapping } from './query';
import { ReadingForm } from './reading-form';
import type { Step } from './steps';
import { refusalsOf } from './refusals';

interface MappingStepProps {
  readonly entry: RecordEntry;
  readonly run: ImportRun;
  readonly reader: Reader;
  readonly onRun: (run: ImportRun, step?: Step) => void;
}

/** The second step: where each column goes, and what becomes of records that are there already. */
export function MappingStep({ entry, run, reader, onRun }: MappingStepProps) {
  const { t, i18n } = useLingui();
  const nameOf = usePlaceName();
  const header = run.header ?? [];
  const [mapping, setMapping] = useState<Mapping>(() => begun(entry, run, reader, i18n.locale));
  const places = placesOf(entry);
  const used = Object.values(mapping.columns);
  const lacking = missing(entry, used);
  const save = useMutation({
    mutationFn: async () => {
      await say(entry.path, run.id, 'map', mapping);
      return say(entry.path, run.id, 'dry_run');
    },
    onSuccess: (next) => onRun(next, 'check'),
  });
  const again = useMutation({
    mutationFn: (how: HowWritten) => say(entry.path, run.id, 'analyse', how),
    onSuccess: (next) => onRun(next),
  });
  const refusals = refusalsOf(save.error);
  const change = (part: Partial<Mapping>) => setMapping((before) => ({ ...before, ...part }));
  const layout = run.layout;

  return (
    <div className={css.wide}>
      <p className={css.found}>
        <Plural value={run.rows} one="# row" other="# rows" />
        {layout?.remembered ? (
          <span>{t`The columns go where they went for your earlier file.`}</span>
        ) : (
          <span>{t`The places are proposed by the names of the columns. Check them.`}</span>
        )}
      </p>
      {layout?.kind === 'csv' ? (
        <details className={css.fold}>
          <summary>
            <Trans>
              Written in {layout.encoding ?? ''}, separated by{' '}
              <code>{layout.delimiter === '\t' ? t`tab` : layout.delimiter}</code>
            </Trans>
          </summary>
          <HowWrittenForm
            known={layout}
            isBusy={again.isPending}
            onHow={(how) => again.mutate(how)}
          />
        </details>
      ) : null}
      <ReadingForm
        keys={places.filter((place) => isKey(place) && used.includes(place.path))}
        mapping={mapping}
        error={refusals.match}
        onMapping={change}
      />
      <table className={css.columns}>
        <thead>
          <tr>
            <th scope="col">{t`Column`}</th>
            <th scope="col">{t`First rows`}</th>
            <th scope="col">{t`Goes to`}</th>
          </tr>
        </thead>
        <tbody>
          {header.map((column, at) => (
            <ColumnRow
              key={column}
              column={column}
              cells={(run.sample ?? []).map((row) => row[at] ?? '')}
              places={places}
              used={used}
              mapping={mapping}
              error={refusals.columns[column]}
              onMapping={change}
            />
          ))}
        </tbody>
      </table>
      <footer className={css.footer}>
        <div role="alert" className={css.refusal}>
          {lacking.length > 0 ? (
            <Trans>
              Every record needs this, and no column goes there:{' '}
              {lacking
                .map((field) => nameOf({ path: field.name, field, part: '', at: 0 }))
                .join(', ')}
            </Trans>
          ) : (
            refusals.rest
          )}
          {again.isError ? again.error.message : null}
        </div>
        <Button
          tone="primary"
          disabled={save.isPending || lacking.length > 0}
          onClick={() => save.mutate()}
        >
          {t`Check the rows`}
        </Button>
      </footer>
    </div>
  );

  function begun(...[of, from, by, locale]: [RecordEntry, ImportRun, Reader, string]): Mapping {
    const known = from.mapping ?? { columns: {} };
    const is = from.state !== 'analysed' || from.layout?.remembered;
    if (is && from.mapping) return from.mapping;
    return {
      columns: proposed(of, from.header ?? [], known.columns),
      lookups: {},
      match: [],
      mode: 'create',
      empty: 'keep',
      locale: locale === 'de' ? 'de-DE' : 'en-US',
      zone: by.zone,
      currency: by.currency,
    };
  }
}
