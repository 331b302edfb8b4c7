import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import { Banner } from '@/kit/banner/banner';
import { Button } from '@/kit/button/button';
import { singular } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { labelOf, otherFaults, problemsOf } from '@/records/fields/editing';
import { unreadable } from '@/records/fields/unreadable';
import { formSections } from '@/records/record/sections';
import css from './create.module.css';
import { DuplicatesDialog } from './duplicates-dialog';
import { FormField } from './form-field';
import { isRequired, isShown } from './model';
import { useCreate } from './use-create';

interface CreateScreenProps {
  readonly entry: RecordEntry;
  /** What is known already, by field. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly refs: Refs;
  readonly onCreated: (row: Row) => void;
  readonly onCancel: () => void;
}

/** What needs the whole width: several lines, or several parts. */
const WIDE: ReadonlySet<string> = new Set(['long_text', 'address', 'email', 'phone']);

/** The full form of a new record. */
export function CreateScreen({ entry, given, refs, onCreated, onCancel }: CreateScreenProps) {
  const { t } = useLingui();
  const form = useRef<HTMLFormElement>(null);
  const [isTried, setTried] = useState(false);
  const create = useCreate(entry, given, onCreated, () => requestAnimationFrame(toFirstWrong));
  const { values, faults } = create;
  const [round, setRound] = useState(0);
  const sections = formSections(entry)
    .map((each) => ({ ...each, fields: each.fields.filter((field) => isShown(field, values)) }))
    .filter((each) => each.fields.length > 0);
  const fields = sections.flatMap((section) => section.fields);
  const missing = isTried ? fields.filter((field) => isMissing(field)) : [];
  const others = otherFaults(fields, faults);
  const isAlone = create.error && faults.length === 0 && create.candidates === null;
  const wrong = fields.filter(
    (field) => missing.includes(field) || problemsOf(field, faults).length > 0,
  );
  const name = singular(entry);

  return (
    <form ref={form} className={css.screen} noValidate onSubmit={onSubmit}>
      <header className={css.head}>
        <h1>{t`New: ${name}`}</h1>
      </header>
      {create.isTakenUp ? (
        <Banner
          tone="info"
          icon="pencil"
          action={<Button onClick={startAnew}>{t`Start anew`}</Button>}
        >{t`This is what you had typed here before.`}</Banner>
      ) : null}
      <Summary
        wrong={wrong}
        said={[...others.map((each) => each.detail || each.title), ...(isAlone ? [reason()] : [])]}
        onField={(field) =>
          focusIn(form.current?.querySelector(`[data-field="${CSS.escape(field.name)}"]`))
        }
      />
      {sections.map((section) => (
        <section key={section.key} className={css.section} aria-label={section.label}>
          <h2>{section.label}</h2>
          <div className={css.fields}>{section.fields.map((field) => drawn(field))}</div>
        </section>
      ))}
      <footer className={css.foot}>
        <Button onClick={onCancel}>{t`Cancel`}</Button>
        <Button tone="primary" type="submit" disabled={create.isPending}>
          {t`Create`}
        </Button>
      </footer>
      {create.candidates ? (
        <DuplicatesDialog
          entry={entry}
          candidates={create.candidates}
          isPending={create.isPending}
          onCancel={create.reset}
          onCertain={() => create.submit(true)}
        />
      ) : null}
    </form>
  );

  function drawn(field: FieldEntry) {
    const isWide = WIDE.has(field.type) || field.many;
    const said = missing.includes(field)
      ? [{ pointer: '', text: t`This must be given.` }]
      : problemsOf(field, faults);
    return (
      <div key={`${field.name}:${round}`} data-field-wide={isWide ? true : undefined}>
        <FormField
          field={field}
          value={field.name in values ? values[field.name] : field.default}
          onChange={(value) => create.set(field, value)}
          problems={said}
          refs={refs}
          isRequired={isRequired(field, values)}
        />
      </div>
    );
  }

  function isMissing(field: FieldEntry): boolean {
    const value = values[field.name] ?? field.default;
    return isRequired(field, values) && (value === null || value === undefined || value === '');
  }

  function onSubmit(event: { preventDefault: () => void }) {
    event.preventDefault();
    setTried(true);
    const isSound = fields.every(
      (field) => !isMissing(field) && !unreadable(field, values[field.name]),
    );
    if (isSound) create.submit();
    else requestAnimationFrame(toFirstWrong);
  }

  function startAnew() {
    create.discard();
    setTried(false);
    // Editors keep what is typed in them: new ones are drawn.
    setRound(round + 1);
  }

  function toFirstWrong() {
    focusIn(form.current?.querySelector('[data-wrong]'));
  }

  function focusIn(place: Element | null | undefined) {
    place?.querySelector<HTMLElement>('input, textarea, button, [role=combobox]')?.focus();
  }

  function reason(): string {
    if (isProblem(create.error, 'offline')) return t`There is no connection to the server.`;
    return create.error?.message ?? '';
  }
}

interface SummaryProps {
  readonly wrong: readonly FieldEntry[];
  readonly said: readonly string[];
  readonly onField: (field: FieldEntry) => void;
}

/** Everything that keeps a form from being sent, each with the way to its field. */
function Summary({ wrong, said, onField }: SummaryProps) {
  const { t } = useLingui();
  if (wrong.length === 0 && said.length === 0) return null;
  return (
    <div className={css.summary} role="alert">
      <strong>{t`This cannot be created yet.`}</strong>
      <ul>
        {wrong.map((field) => (
          <li key={field.name}>
            <button type="button" onClick={() => onField(field)}>
              {labelOf(field)}
            </button>
          </li>
        ))}
        {said.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
