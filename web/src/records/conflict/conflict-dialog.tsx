import { useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { fieldOf } from '@/records/catalogue/catalogue';
import type { RecordEntry, Refs } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { labelOf } from '@/records/fields/editing';
import { Person } from '@/records/people';
import { useViewer } from '@/records/viewer';
import css from './conflict.module.css';
import type { Clash, Since } from './model';

export type Side = 'mine' | 'theirs';
export type Picks = Readonly<Record<string, Side>>;

interface ConflictDialogProps {
  readonly entry: RecordEntry;
  readonly clashes: readonly Clash[];
  readonly since: Since;
  readonly refs: Refs;
  readonly onCancel: () => void;
  readonly onPicked: (picks: Picks) => void;
}

/** Fields that two people changed at once: each is picked from one of the two. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { entry, clashes, since, refs, onCancel, onPicked } = props;
  const { t, i18n } = useLingui();
  const { zone } = useViewer();
  const [picks, setPicks] = useState<Picks>({});
  const at = new Intl.DateTimeFormat(i18n.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }).format(new Date(since.at));
  const theirsForAll = Object.fromEntries(
    clashes.map((clash): [string, Side] => [clash.field, 'theirs']),
  );
  return (
    <Dialog
      isOpen
      isWide
      onClose={onCancel}
      title={t`Somebody else changed this, too`}
      text={t`Pick for each field what is to stand.`}
      actions={
        <>
          <Button onClick={onCancel}>{t`Go on editing`}</Button>
          <Button onClick={() => onPicked(theirsForAll)}>{t`Theirs for all`}</Button>
          <Button
            tone="primary"
            disabled={clashes.some((clash) => !picks[clash.field])}
            onClick={() => onPicked(picks)}
          >{t`Save what is picked`}</Button>
        </>
      }
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t`Field`}</th>
            <th scope="col">{t`Before`}</th>
            <th scope="col">
              {t`Theirs`}
              <small>
                <Person actor={since.by} />, {at}
              </small>
            </th>
            <th scope="col">{t`Mine`}</th>
          </tr>
        </thead>
        <tbody>
          {clashes.map((clash) => (
            <tr key={clash.field}>
              <th scope="row">{nameOf(clash)}</th>
              <td>{shown(clash, clash.before)}</td>
              <td>{pick(clash, 'theirs', t`Theirs`)}</td>
              <td>{pick(clash, 'mine', t`Mine`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );

  function nameOf(clash: Clash): string {
    const field = fieldOf(entry, clash.field);
    return field ? labelOf(field) : clash.field;
  }

  function shown(clash: Clash, value: unknown): ReactNode {
    const field = fieldOf(entry, clash.field);
    return field ? <Cell field={field} value={value} refs={refs} zone={zone} /> : null;
  }

  function pick(clash: Clash, side: Side, said: string): ReactNode {
    return (
      <label className={css.pick}>
        <input
          type="radio"
          name={clash.field}
          aria-label={`${nameOf(clash)}: ${said}`}
          checked={picks[clash.field] === side}
          onChange={() => setPicks({ ...picks, [clash.field]: side })}
        />
        <span>{shown(clash, clash[side])}</span>
      </label>
    );
  }
}
