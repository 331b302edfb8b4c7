import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Input } from '@/kit/input/input';
import { useViewer } from '@/records/viewer';
import { DateEditor } from '../date/editor';
import { labelOf, type EditorProps } from '../editing';
import css from './datetime.module.css';
import { instantOf, wallOf, type Wall } from './zone';

const NOON = '12:00';

/** A day and a time in the user's zone. */
export function DatetimeEditor(props: EditorProps) {
  const { t } = useLingui();
  const { zone } = useViewer();
  const [wall, setWall] = useState<Wall>(
    () =>
      (typeof props.value === 'string' ? wallOf(props.value, zone) : null) ?? {
        day: '',
        time: NOON,
      },
  );
  const label = labelOf(props.field);

  function set(next: Wall) {
    setWall(next);
    props.onChange(next.day === '' ? null : (instantOf(next, zone) ?? next.day));
  }

  return (
    <div className={css.both}>
      <DateEditor
        {...props}
        value={wall.day}
        onChange={(day) => set({ ...wall, day: typeof day === 'string' ? day : '' })}
      />
      <Input
        type="time"
        aria-label={t`Time of ${label}`}
        value={wall.time}
        onChange={(event) => set({ ...wall, time: event.target.value || NOON })}
      />
    </div>
  );
}
