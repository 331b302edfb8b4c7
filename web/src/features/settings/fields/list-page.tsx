import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button, IconButton } from '@/kit/button/button';
import { Check } from '@/kit/check/check';
import { Chip } from '@/kit/chip/chip';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import type { Hue } from '@/kit/hue';
import { Page, Part } from '@/kit/page/page';
import { say } from '@/records/catalogue/catalogue';
import { Refusal } from '@/records/refusal/refusal';
import { useDraft } from '../draft';
import { SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { WayBack } from '../parts/way-back';
import { useReload } from '../queries';
import { keyOf, movedValue, type ChoiceList, type ListValue } from './model';
import { useDefine } from './queries';

const HUES: readonly Hue[] = ['slate', 'blue', 'teal', 'green', 'amber', 'red', 'pink', 'violet'];

interface ListPageProps {
  readonly path: string;
  readonly list: ChoiceList;
}

/** One list: its values in their order, hue and state, seen as they will be shown. */
export function ListPage({ path, list }: ListPageProps) {
  const { t } = useLingui();
  const reload = useReload();
  const draft = useDraft(list);
  const save = useDefine(() => draft.clear());
  const [added, setAdded] = useState('');
  const values = draft.shown.values.toSorted((one, other) => one.order - other.order);
  const setValues = (next: readonly ListValue[]) => draft.set({ values: next });
  const key = keyOf(added);
  const isTaken = values.some((each) => each.key === key);
  return (
    <Page
      title={say(list.label, list.name)}
      back={<WayBack area="lists" label={t`Choice lists`} />}
    >
      <Part
        title={t`Values`}
        hint={t`What records hold is the key; the label may change any time.`}
      >
        <ol className={css.rows}>
          {values.map((value) => (
            <Value
              key={value.key}
              value={value}
              onMove={(by) => setValues(movedValue(values, value.key, by))}
              onChange={(part) =>
                setValues(
                  values.map((each) => (each.key === value.key ? { ...each, ...part } : each)),
                )
              }
            />
          ))}
        </ol>
        <div className={css.bar}>
          <TextField
            label={t`Another value`}
            value={added}
            error={isTaken ? t`There is such a value already.` : undefined}
            onValueChange={setAdded}
          />
          <Button
            icon="plus"
            disabled={key === '' || isTaken}
            onClick={() => {
              const label = { de: added, en: added };
              const order = values.length;
              const value = { key, label, order, hue: 'slate', is_active: true, category: null };
              setValues([...values, value as ListValue]);
              setAdded('');
            }}
          >
            {t`Add`}
          </Button>
        </div>
        <Refusal error={save.error} onReload={() => void reload()} />
        <SaveBar
          isDirty={draft.isDirty}
          isBusy={save.isPending}
          onDiscard={() => {
            draft.clear();
            save.reset();
          }}
          onSave={() =>
            save.mutate({
              path: `/${path}/choice_lists/${list.id}`,
              method: 'PATCH',
              version: list.version,
              body: draft.changes,
            })
          }
        />
      </Part>
    </Page>
  );
}

interface ValueProps {
  readonly value: ListValue;
  readonly onMove: (by: -1 | 1) => void;
  readonly onChange: (part: Partial<ListValue>) => void;
}

function Value({ value, onMove, onChange }: ValueProps) {
  const { t } = useLingui();
  const valueName = say(value.label, value.key);
  const hueWords: Readonly<Record<Hue, string>> = {
    slate: t`Grey`,
    blue: t`Blue`,
    teal: t`Teal`,
    green: t`Green`,
    amber: t`Amber`,
    red: t`Red`,
    pink: t`Pink`,
    violet: t`Violet`,
  };
  return (
    <li>
      <Chip hue={value.hue}>{valueName}</Chip>
      <TextField
        label={t`In German`}
        value={value.label.de}
        onValueChange={(de) => onChange({ label: { ...value.label, de } })}
      />
      <TextField
        label={t`In English`}
        value={value.label.en}
        onValueChange={(en) => onChange({ label: { ...value.label, en } })}
      />
      <SelectField
        label={t`Hue`}
        value={value.hue}
        onValue={(hue) => onChange({ hue: hue as Hue })}
        options={HUES.map((hue) => ({ value: hue, label: hueWords[hue] }))}
      />
      <Check
        label={t`Offered`}
        isOn={value.is_active}
        onToggle={(is_active) => onChange({ is_active })}
      />
      <span>
        <IconButton icon="arrow-up" label={t`${valueName} up`} onClick={() => onMove(-1)} />
        <IconButton icon="arrow-down" label={t`${valueName} down`} onClick={() => onMove(1)} />
      </span>
    </li>
  );
}
