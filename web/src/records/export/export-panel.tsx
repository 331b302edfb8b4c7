import { Dialog } from '@base-ui/react/dialog';
import { Plural, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, IconButton } from '@/kit/button/button';
import { SelectField } from '@/kit/select-field/select-field';
import { plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './export.module.css';
import { Jobs } from './jobs';
import { begin, exportsQuery, type View, type Wanted } from './query';

interface ExportPanelProps {
  readonly entry: RecordEntry;
  readonly view: View;
  readonly count: number | string | undefined;
  readonly zone: string;
  readonly onClose: () => void;
}

/** What of a view is written into a file, in which form, and the files of before. */
export function ExportPanel({ entry, view, count, zone, onClose }: ExportPanelProps) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const kind = plural(entry);
  const [columns, setColumns] = useState<'shown' | 'all'>('shown');
  const [form, setForm] = useState<Pick<Wanted, 'format' | 'encoding' | 'delimiter' | 'locale'>>({
    format: 'csv',
    encoding: 'utf-8',
    delimiter: i18n.locale === 'de' ? ';' : ',',
    locale: i18n.locale === 'de' ? 'de-DE' : 'en-US',
  });
  const jobs = useQuery(exportsQuery(entry.path));
  const start = useMutation({
    mutationFn: (key: string) =>
      begin(
        entry.path,
        {
          ...form,
          zone,
          filter: view.filter,
          q: view.q,
          sort: view.sort ? [view.sort] : [],
          fields: columns === 'shown' ? view.columns : [],
        },
        key,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: exportsQuery(entry.path).queryKey }),
  });
  const isText = form.format === 'csv';
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.shade} />
        <Dialog.Popup className={css.dialog}>
          <header className={css.head}>
            <Dialog.Title className={css.title}>{t`Export ${kind}`}</Dialog.Title>
            <IconButton icon="x" label={t`Close`} onClick={onClose} />
          </header>
          <p className={css.what}>
            {typeof count === 'number' ? (
              <Plural value={count} one="# record" other="# records" />
            ) : (
              count
            )}
            {' · '}
            {view.q || view.filter ? t`as filtered in this view` : t`all that you may see`}
          </p>
          <div className={css.form}>
            <SelectField
              label={t`Format`}
              value={form.format}
              options={[
                { value: 'csv', label: 'CSV' },
                { value: 'xlsx', label: 'Excel (XLSX)' },
                { value: 'jsonl', label: 'JSON Lines' },
              ]}
              onValue={(format) => setForm({ ...form, format: format as Wanted['format'] })}
            />
            <SelectField
              label={t`Columns`}
              value={columns}
              options={[
                { value: 'shown', label: t`those of this view` },
                { value: 'all', label: t`all fields` },
              ]}
              onValue={(next) => setColumns(next as 'shown' | 'all')}
            />
            {isText ? (
              <>
                <SelectField
                  label={t`Columns are separated by`}
                  value={form.delimiter}
                  options={[
                    { value: ';', label: t`semicolon ;` },
                    { value: ',', label: t`comma ,` },
                    { value: '\t', label: t`tab` },
                  ]}
                  onValue={(delimiter) => setForm({ ...form, delimiter })}
                />
                <SelectField
                  label={t`Characters`}
                  value={form.encoding}
                  options={[
                    { value: 'utf-8', label: 'UTF-8' },
                    { value: 'windows-1252', label: 'Windows-1252' },
                  ]}
                  onValue={(encoding) =>
                    setForm({ ...form, encoding: encoding as Wanted['encoding'] })
                  }
                />
              </>
            ) : null}
          </div>
          <div role="alert" className={css.refusal}>
            {start.error?.message}
          </div>
          <footer className={css.foot}>
            <span role="status">
              {start.data === false
                ? t`The file is being written. It appears below.`
                : start.data
                  ? t`The file was handed to your browser.`
                  : null}
            </span>
            <Button
              tone="primary"
              disabled={start.isPending}
              onClick={() => start.mutate(crypto.randomUUID())}
            >
              {t`Export`}
            </Button>
          </footer>
          <Jobs path={entry.path} runs={jobs.data ?? []} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
