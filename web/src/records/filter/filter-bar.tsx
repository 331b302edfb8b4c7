import { useLingui } from '@lingui/react/macro';
import { useMemo, useState } from 'react';
import { Button, IconButton } from '@/kit/button/button';
import { Popover } from '@/kit/popover/popover';
import { useCatalogue } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Advanced } from './advanced';
import { allOf, flat, type Condition, type Leaf } from './condition';
import { FieldPicker } from './field-picker';
import css from './filter.module.css';
import { begun, filterables, found, isWhole, nameOf, type Filterable } from './filterable';
import { LeafForm } from './leaf-form';
import { useTitles } from './lookup';
import { useWords, type Titles, type Words } from './words';

interface FilterBarProps {
  readonly entry: RecordEntry;
  readonly condition: Condition | null;
  readonly onCondition: (condition: Condition | null) => void;
  /** How often it was asked for by its key: each time a field is to be picked. */
  readonly asks: number;
}

/** The filter of a list: comparisons that all hold, each with its own sheet, or a tree in words. */
export function FilterBar({ entry, condition, onCondition, asks }: FilterBarProps) {
  const { t } = useLingui();
  const { records } = useCatalogue();
  const fields = useMemo(() => filterables(entry, records), [entry, records]);
  const titles = useTitles(entry, records, fields, condition);
  const words = useWords(fields, titles);
  const [draft, setDraft] = useState<Leaf | null>(null);
  const [isAdvanced, setAdvanced] = useState(false);
  const parts = flat(condition);
  const shared = { fields, words, titles };
  return (
    <div className={css.bar} role="group" aria-label={t`Filter`}>
      {parts?.map((leaf, at) => (
        <LeafChip
          key={at}
          {...shared}
          leaf={leaf}
          onLeaf={(next) => onCondition(allOf(swapped(parts, at, next)))}
        />
      ))}
      {parts === null && condition ? (
        <span className={css.chip}>
          <button type="button" className={css.text} onClick={() => setAdvanced(true)}>
            {words.sentence(condition)}
          </button>
          <IconButton icon="x" label={t`Remove`} onClick={() => onCondition(null)} />
        </span>
      ) : null}
      {draft ? (
        <LeafChip
          key={`draft ${draft.field}`}
          {...shared}
          leaf={draft}
          isNew
          onLeaf={(next) => {
            setDraft(null);
            if (next) onCondition(allOf([...(parts ?? []), next]));
          }}
        />
      ) : null}
      {parts ? (
        <FieldPicker
          key={asks}
          fields={fields}
          startsOpen={asks > 0}
          onField={(field) => setDraft(begun(field))}
        />
      ) : null}
      <Button tone="quiet" onClick={() => setAdvanced(true)}>{t`Advanced`}</Button>
      {isAdvanced ? (
        <Advanced
          {...shared}
          entry={entry}
          condition={condition}
          onClose={() => setAdvanced(false)}
          onCondition={(next) => {
            setAdvanced(false);
            onCondition(next);
          }}
        />
      ) : null}
    </div>
  );
}

interface LeafChipProps {
  readonly fields: readonly Filterable[];
  readonly leaf: Leaf;
  readonly words: Words;
  readonly titles: Titles;
  readonly isNew?: boolean;
  /** Called with the comparison as it is now, null where it is taken away. */
  readonly onLeaf: (leaf: Leaf | null) => void;
}

/** One comparison in words; its sheet changes it, and takes effect when it closes. */
function LeafChip({ fields, leaf, words, isNew = false, onLeaf, ...rest }: LeafChipProps) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(isNew);
  const [draft, setDraft] = useState(leaf);
  const field = found(fields, leaf);
  const name = isNew && field ? nameOf(field) : words.leaf(leaf);
  if (!field)
    return (
      <span className={css.chip} data-stranger>
        <span className={css.text}>{name}</span>
        <IconButton icon="x" label={t`Remove ${name}`} onClick={() => onLeaf(null)} />
      </span>
    );
  function turn(next: boolean, isDropped: boolean) {
    setOpen(next);
    if (next) setDraft(leaf);
    else if (!isDropped && isWhole(draft)) onLeaf(draft);
    else if (isNew) onLeaf(null);
  }
  return (
    <span className={css.chip}>
      <Popover
        label={nameOf(field)}
        isOpen={isOpen}
        onOpen={turn}
        trigger={
          <button type="button" className={css.text}>
            {name}
          </button>
        }
      >
        <form
          className={css.sheet}
          onSubmit={(event) => {
            event.preventDefault();
            turn(false, false);
          }}
        >
          <strong>{nameOf(field)}</strong>
          <LeafForm {...rest} words={words} field={field} leaf={draft} onLeaf={setDraft} />
          <Button tone="primary" type="submit">{t`Apply`}</Button>
        </form>
      </Popover>
      <IconButton icon="x" label={t`Remove ${name}`} onClick={() => onLeaf(null)} />
    </span>
  );
}

function swapped(parts: readonly Leaf[], at: number, next: Leaf | null): readonly Leaf[] {
  return parts.flatMap((each, place) => (place === at ? (next ? [next] : []) : [each]));
}
