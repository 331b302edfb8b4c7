import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { useTell } from '@/kit/notes/notes';
import { say } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry, Refs, Row, VerbEntry } from '@/records/catalogue/types';
import { isEmpty, problemsOf } from '@/records/fields/editing';
import { isEditable } from '@/records/fields/editor';
import { FormField } from '@/records/form/form-field';
import css from './verbs.module.css';

interface VerbDialogProps {
  readonly entry: RecordEntry;
  readonly verb: VerbEntry;
  readonly record: Row;
  readonly refs: Refs;
  /** What is known of the answers already, such as the step that was clicked. */
  readonly given?: Readonly<Record<string, unknown>>;
  readonly onEnd: (answer?: Row) => void;
}

/** What a verb asks before it is done; one that asks nothing says what it will do. */
export function VerbDialog({ entry, verb, record, refs, given, onEnd }: VerbDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const tell = useTell();
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>(given ?? {});
  // Kept through every try of the same answers, so that nothing is done twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const label = say(verb.label, verb.name);
  const run = useMutation({
    mutationFn: () =>
      call<Row>(verb.path.replace('{id}', record.id), {
        method: 'POST',
        body: bodyOf(values, verb),
        version: record.version,
        key,
      }),
    onSuccess: (answer) => {
      void queries.invalidateQueries({ queryKey: keys.type(entry.path) });
      tell(t`Done: ${label}`);
      onEnd(answer);
    },
    // Somebody else was first: what stands now is shown behind the question.
    onError: (error) => {
      if (!isProblem(error, 'stale')) return;
      setKey(crypto.randomUUID());
      void queries.invalidateQueries({ queryKey: keys.record(entry.path, record.id) });
    },
  });
  const faults = isProblem(run.error) ? run.error.faults : [];
  const fields = verb.form.filter(isEditable);
  const isAtField = fields.some((field) => problemsOf(field, faults).length > 0);
  return (
    <Dialog
      isOpen
      onClose={onEnd}
      title={label}
      text={say(verb.confirm)}
      actions={
        <>
          <Button onClick={() => onEnd()}>{t`Cancel`}</Button>
          <Button
            tone={verb.tone === 'danger' ? 'danger' : 'primary'}
            type="submit"
            form={`verb-${verb.name}`}
            disabled={run.isPending}
          >
            {label}
          </Button>
        </>
      }
    >
      <form
        id={`verb-${verb.name}`}
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        {fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={values[field.name]}
            onChange={(value) => {
              setValues((known) => ({ ...known, [field.name]: value }));
              setKey(crypto.randomUUID());
            }}
            problems={problemsOf(field, faults)}
            refs={refs}
            isRequired={field.required}
          />
        ))}
        {run.isError && !isAtField ? (
          <p className={css.refusal} role="alert">
            {run.error.message}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

/** What was answered; a verb that asks nothing is sent nothing. */
function bodyOf(
  values: Readonly<Record<string, unknown>>,
  verb: { readonly form: readonly FieldEntry[] },
): object | undefined {
  if (verb.form.length === 0) return undefined;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
