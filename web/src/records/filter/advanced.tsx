import { Plural, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button, IconButton } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { Select } from '@/kit/select/select';
import type { Page, RecordEntry } from '@/records/catalogue/types';
import type { Condition } from './condition';
import { FieldPicker } from './field-picker';
import css from './filter.module.css';
import { begun, found, nameOf, type Filterable } from './filterable';
import { LeafForm } from './leaf-form';
import { conditionOf, groupOf, isGroup, replaced, type Group, type Part } from './tree';
import type { Titles, Words } from './words';

interface Shared {
  readonly fields: readonly Filterable[];
  readonly words: Words;
  readonly titles: Titles;
}

interface AdvancedProps extends Shared {
  readonly entry: RecordEntry;
  readonly condition: Condition | null;
  readonly onClose: () => void;
  readonly onCondition: (condition: Condition | null) => void;
}

/** How deep groups may lie in each other, as the server reads them: the innermost holds fields. */
const DEEPEST = 4;

/** A condition as a tree of groups, with what it says in words and how many records it meets. */
export function Advanced({ entry, condition, onClose, onCondition, ...shared }: AdvancedProps) {
  const { t } = useLingui();
  const [group, setGroup] = useState(() => groupOf(condition));
  const built = conditionOf(group);
  const filter = built ? JSON.stringify(built) : '';
  const counted = useQuery({
    queryKey: keys.count(entry.path, filter),
    queryFn: ({ signal }) =>
      call<Page>(`/${entry.path}`, {
        query: { filter, fields: 'id', limit: 1, count: true },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const count = counted.data?.count;
  return (
    <Dialog
      isOpen
      isWide
      title={t`Filter`}
      onClose={onClose}
      actions={
        <>
          <span className={css.count} role="status">
            {counted.isError ? (
              counted.error.message
            ) : typeof count === 'number' ? (
              <Plural value={count} one="# record" other="# records" />
            ) : (
              count
            )}
          </span>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button tone="primary" onClick={() => onCondition(built)}>{t`Apply`}</Button>
        </>
      }
    >
      {built ? <p className={css.sentence}>{shared.words.sentence(built)}</p> : null}
      <GroupForm {...shared} group={group} depth={1} onGroup={setGroup} />
    </Dialog>
  );
}

interface GroupFormProps extends Shared {
  readonly group: Group;
  readonly depth: number;
  readonly onGroup: (group: Group) => void;
  readonly onRemove?: () => void;
}

function GroupForm({ group, depth, onGroup, onRemove, ...shared }: GroupFormProps) {
  const { t } = useLingui();
  const kinds = [
    { value: 'all', label: t`All of these hold` },
    { value: 'any', label: t`At least one of these holds` },
    { value: 'none', label: t`None of these holds` },
  ] as const;
  const add = (part: Part) => onGroup({ ...group, parts: [...group.parts, part] });
  return (
    <fieldset className={css.group}>
      <div className={css.line}>
        <Select
          label={t`How they belong together`}
          value={group.kind}
          options={kinds}
          onValue={(key) =>
            onGroup({ ...group, kind: kinds.find((each) => each.value === key)?.value ?? 'all' })
          }
        />
        {onRemove ? <IconButton icon="x" label={t`Remove the group`} onClick={onRemove} /> : null}
      </div>
      {group.parts.map((part, at) => {
        const change = (next: Part | null) => onGroup(replaced(group, at, next));
        return isGroup(part) ? (
          <GroupForm
            key={at}
            {...shared}
            group={part}
            depth={depth + 1}
            onGroup={change}
            onRemove={() => change(null)}
          />
        ) : (
          <div key={at} className={css.line}>
            <PartForm {...shared} part={part} onPart={change} />
          </div>
        );
      })}
      <div className={css.line}>
        <FieldPicker fields={shared.fields} onField={(field) => add(begun(field))} />
        {depth < DEEPEST ? (
          <Button
            tone="quiet"
            icon="plus"
            onClick={() => add({ kind: group.kind === 'any' ? 'all' : 'any', parts: [] })}
          >{t`Group`}</Button>
        ) : null}
      </div>
    </fieldset>
  );
}

interface PartFormProps extends Shared {
  readonly part: Exclude<Part, Group>;
  readonly onPart: (part: Part | null) => void;
}

function PartForm({ part, onPart, fields, ...shared }: PartFormProps) {
  const { t } = useLingui();
  const field = found(fields, part);
  const name = field ? nameOf(field) : part.field;
  return (
    <>
      <span className={css.name} data-stranger={!field || undefined}>
        {name}
      </span>
      {field ? <LeafForm {...shared} field={field} leaf={part} onLeaf={onPart} /> : null}
      <IconButton icon="x" label={t`Remove ${name}`} onClick={() => onPart(null)} />
    </>
  );
}
