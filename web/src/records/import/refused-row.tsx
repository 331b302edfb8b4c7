import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/select-field/select-field';
import { say } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './import.module.css';
import { placesOf } from './places';
import { mend, type ImportRun, type ToldRow } from './query';

interface RefusedRowProps {
  readonly entry: RecordEntry;
  readonly run: ImportRun;
  readonly row: ToldRow;
  readonly mayMend: boolean;
  readonly onMended: () => Promise<void>;
}

/** One row: what is wrong with it, and the cells it is about; the others unfold. */
export function RefusedRow({ entry, run, row, mayMend, onMended }: RefusedRowProps) {
  const { t } = useLingui();
  const header = run.header ?? [];
  const [cells, setCells] = useState(() => header.map((_, at) => row.cells?.[at] ?? ''));
  const [isWhole, setWhole] = useState(false);
  const about = row.troubles.flatMap((each) => header.indexOf(each.column));
  const general = row.troubles.filter((each) => !header.includes(each.column));
  const isMended = row.mended === true && row.troubles.length === 0;
  const shown = header.flatMap((_, at) =>
    isWhole || about.includes(at) || (general.length > 0 && run.mapping?.columns[header[at] ?? ''])
      ? [at]
      : [],
  );
  const save = useMutation({
    mutationFn: () => mend(entry.path, run.id, row.row, cells),
    onSuccess: onMended,
  });

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    save.mutate();
  }

  const name = (row.cells ?? []).filter(Boolean).slice(0, 2).join(' · ');
  const at = row.row;
  return (
    <li className={css.row}>
      <form onSubmit={onSubmit} aria-label={t`Row ${at}`}>
        <header>
          <strong>{t`Row ${at}`}</strong>
          <span>{name}</span>
          {isMended ? <Chip hue="green">{t`mended`}</Chip> : null}
        </header>
        {general.map((each) => (
          <p key={each.code} className={css.trouble}>
            {each.column ? `${each.column}: ` : null}
            {each.detail || each.title}
          </p>
        ))}
        {mayMend ? (
          <>
            <div className={css.mending}>{shown.map(field)}</div>
            <div className={css.actions}>
              {shown.length > 0 ? (
                <Button type="submit" disabled={save.isPending}>
                  {t`Keep this`}
                </Button>
              ) : null}
              <Button tone="quiet" onClick={() => setWhole(!isWhole)}>
                {isWhole ? t`Fewer cells` : t`All cells`}
              </Button>
              <span role="alert" className={css.refusal}>
                {save.isError ? save.error.message : null}
              </span>
            </div>
          </>
        ) : (
          row.troubles
            .filter((each) => header.includes(each.column))
            .map((each) => (
              <p key={each.column} className={css.trouble}>
                {each.column}: {each.detail || each.title}
              </p>
            ))
        )}
      </form>
    </li>
  );

  function field(place: number) {
    const column = header[place] ?? '';
    const trouble = row.troubles.find((each) => each.column === column);
    const path = run.mapping?.columns[column];
    const target = placesOf(entry).find((each) => each.path === path);
    const value = cells[place] ?? '';
    const error = trouble ? trouble.detail || trouble.title : undefined;
    const put = (next: string) =>
      setCells((before) => before.map((each, index) => (index === place ? next : each)));
    if (target?.part === '' && target.field.choices)
      return (
        <SelectField
          key={column}
          label={column}
          value={value}
          error={error}
          options={[
            ...(value === '' ? [] : [{ value: '', label: t`nothing` }]),
            { value, label: value || t`nothing` },
            ...target.field.choices
              .filter((choice) => choice.active && choice.key !== value)
              .map((choice) => ({ value: choice.key, label: say(choice.label, choice.key) })),
          ]}
          onValue={put}
        />
      );
    return (
      <TextField key={column} label={column} value={value} error={error} onValueChange={put} />
    );
  }
}
