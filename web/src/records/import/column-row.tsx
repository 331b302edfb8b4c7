import { useLingui } from '@lingui/react/macro';
import { SelectField } from '@/kit/select-field/select-field';
import { say } from '@/records/catalogue/catalogue';
import css from './import.module.css';
import { usePlaceName } from './place-name';
import type { Place } from './places';
import type { Mapping } from './query';
import { unknownCells } from './steps';

interface ColumnRowProps {
  readonly column: string;
  readonly cells: readonly string[];
  readonly places: readonly Place[];
  readonly used: readonly (string | null)[];
  readonly mapping: Mapping;
  readonly error: string | undefined;
  readonly onMapping: (part: Partial<Mapping>) => void;
}

/** Cells of a column that are shown of the first rows. */
const SHOWN = 3;

/** One column of a file: its first cells, where it goes, and which choices its words mean. */
export function ColumnRow(props: ColumnRowProps) {
  const { column, cells, places, used, mapping, error, onMapping } = props;
  const { t } = useLingui();
  const nameOf = usePlaceName();
  const path = mapping.columns[column] ?? null;
  const choices = places.find((place) => place.path === path)?.field.choices ?? null;
  const lookups = mapping.lookups?.[column] ?? {};
  const strange = choices ? unknownCells(cells, choices) : [];

  function setPath(next: string) {
    onMapping({ columns: { ...mapping.columns, [column]: next || null } });
  }

  function setMeaning(cell: string, meaning: string) {
    const others = Object.fromEntries(Object.entries(lookups).filter(([word]) => word !== cell));
    const own = meaning === '' ? others : { ...others, [cell]: meaning === EMPTY ? '' : meaning };
    onMapping({ lookups: { ...mapping.lookups, [column]: own } });
  }

  return (
    <tr data-out={path === null || undefined}>
      <th scope="row">{column}</th>
      <td>
        <span className={css.cells}>
          {cells.slice(0, SHOWN).map((cell, at) => (
            <span key={at}>{cell || '–'}</span>
          ))}
        </span>
      </td>
      <td>
        <SelectField
          label={t`Place of ${column}`}
          isLabelHidden
          value={path ?? ''}
          error={error}
          options={[
            { value: '', label: t`Leave out` },
            ...places
              .filter((place) => place.path === path || !used.includes(place.path))
              .map((place) => ({ value: place.path, label: nameOf(place) })),
          ]}
          onValue={setPath}
        />
        {strange.map((cell) => (
          <div key={cell} className={css.lookup}>
            <SelectField
              label={t`“${cell}” means`}
              value={cell in lookups ? (lookups[cell] === '' ? EMPTY : (lookups[cell] ?? '')) : ''}
              options={[
                { value: '', label: t`as it stands` },
                { value: EMPTY, label: t`nothing` },
                ...(choices ?? [])
                  .filter((choice) => choice.active)
                  .map((choice) => ({ value: choice.key, label: say(choice.label, choice.key) })),
              ]}
              onValue={(meaning) => setMeaning(cell, meaning)}
            />
          </div>
        ))}
      </td>
    </tr>
  );
}

const EMPTY = '\0empty';
