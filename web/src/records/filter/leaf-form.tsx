import { useLingui } from '@lingui/react/macro';
import { Select } from '@/kit/select/select';
import type { Leaf } from './condition';
import { begun, takesMany, takesNothing, type Filterable } from './filterable';
import { ValueEditor } from './value-editor';
import type { Titles, Words } from './words';

interface LeafFormProps {
  readonly field: Filterable;
  readonly leaf: Leaf;
  readonly onLeaf: (leaf: Leaf) => void;
  readonly words: Words;
  readonly titles: Titles;
}

/** How a field is compared, and with what. */
export function LeafForm({ field, leaf, onLeaf, words, titles }: LeafFormProps) {
  const { t } = useLingui();
  const ops = field.ops.includes(leaf.op) ? field.ops : [...field.ops, leaf.op];
  function turn(op: string) {
    const next = begun(field, op);
    const value = kept(leaf, op);
    onLeaf(value === undefined ? next : { ...next, value });
  }
  return (
    <>
      <Select
        label={t`Comparison`}
        value={leaf.op}
        options={ops.map((op) => ({ value: op, label: words.op(op, field.kind) }))}
        onValue={turn}
      />
      <ValueEditor
        key={`${leaf.field} ${leaf.op}`}
        field={field}
        op={leaf.op}
        value={leaf.value}
        onValue={(value) =>
          onLeaf({ field: leaf.field, op: leaf.op, ...(value === undefined ? {} : { value }) })
        }
        words={words}
        titles={titles}
      />
    </>
  );
}

/** What of a value still means something to another comparison. */
function kept({ op, value }: Leaf, next: string): unknown {
  if (takesNothing(next) || value === undefined) return undefined;
  if (next === 'between' || op === 'between') return undefined;
  const list = [value].flat() as readonly unknown[];
  return takesMany(next) ? list : list[0];
}
