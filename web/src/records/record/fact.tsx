import { useLingui } from '@lingui/react/macro';
import { useId, useState, type KeyboardEvent } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import type { FieldEntry, RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { useSafeWrite } from '@/records/conflict/use-safe-write';
import { labelOf, problemsOf, valueOf } from '@/records/fields/editing';
import { Editor, isEditable } from '@/records/fields/editor';
import { unreadable } from '@/records/fields/unreadable';
import css from './fact.module.css';
import { FactValue } from './fact-value';

interface FactProps {
  readonly entry: RecordEntry;
  readonly field: FieldEntry;
  readonly record: Row;
  readonly refs: Refs;
  /** Whether this very record may be changed. */
  readonly canChange: boolean;
  /** Called for a field that only a verb may change. */
  readonly onVerb: (verb: string) => void;
}

/** A field of a record with its value; a click edits it where it stands. */
export function Fact(props: FactProps) {
  const { entry, field, record, refs, canChange, onVerb } = props;
  const { t } = useLingui();
  const [isEditing, setEditing] = useState(false);
  const label = labelOf(field);
  const verb = field.owned_by_verb;
  const isOpen = canChange && isEditable(field) && !field.set_once;
  const value = <FactValue field={field} value={valueOf(record, field)} refs={refs} />;

  return (
    <div className={css.fact}>
      <dt className={css.label}>{label}</dt>
      <dd>{content()}</dd>
    </div>
  );

  function content() {
    if (!isOpen) return <div className={css.value}>{value}</div>;
    if (isEditing)
      return (
        <FactEditor
          entry={entry}
          field={field}
          record={record}
          refs={refs}
          onEnd={() => setEditing(false)}
        />
      );
    return (
      <div
        className={css.value}
        data-open
        onClick={(event) => {
          if (!(event.target instanceof Element && event.target.closest('a'))) begin();
        }}
      >
        {value}
        <button type="button" className={css.pencil} aria-label={t`Edit ${label}`}>
          <Icon name="pencil" />
        </button>
      </div>
    );
  }

  function begin() {
    if (verb) onVerb(verb);
    else setEditing(true);
  }
}

interface FactEditorProps extends Omit<FactProps, 'canChange' | 'onVerb'> {
  readonly onEnd: () => void;
}

/** Several lines or entries take Enter for themselves. */
const OWN_ENTER: ReadonlySet<string> = new Set([
  'long_text',
  'reference',
  'choice',
  'multi_choice',
]);

function FactEditor({ entry, field, record, refs, onEnd }: FactEditorProps) {
  const { t } = useLingui();
  const write = useSafeWrite(entry, refs);
  // What is edited is what stood there when it began, whatever comes in meanwhile.
  const [seen] = useState(record);
  const [value, setValue] = useState(() => valueOf(record, field));
  const problem = useId();
  const unread = unreadable(field, value);
  const faults = isProblem(write.error) ? write.error.faults : [];
  const refused = problemsOf(field, faults);
  const said = refused[0]?.text ?? write.error?.message;

  function save() {
    if (unread) return;
    const before = Object.fromEntries(entry.fields.map((each) => [each.name, valueOf(seen, each)]));
    const change = { id: seen.id, version: seen.version, before, changes: { [field.name]: value } };
    write.save(change, onEnd);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onEnd();
    }
    const isSave = !OWN_ENTER.has(field.type) && !field.many;
    if (event.key === 'Enter' && (isSave || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  }

  return (
    <div className={css.editing} onKeyDown={onKeyDown}>
      <Editor
        field={field}
        value={value}
        onChange={setValue}
        refs={refs}
        problems={refused}
        describedBy={said ? problem : undefined}
        autoFocus
      />
      {said ? (
        <p id={problem} className={css.problem} role="alert">
          {said}
        </p>
      ) : null}
      <div className={css.buttons}>
        <Button tone="primary" disabled={write.isPending || unread} onClick={save}>
          {t`Save`}
        </Button>
        <Button tone="quiet" onClick={onEnd}>
          {t`Cancel`}
        </Button>
      </div>
      {write.dialog}
    </div>
  );
}
