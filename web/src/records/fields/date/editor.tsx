import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { IconButton } from '@/kit/button/button';
import { Input } from '@/kit/input/input';
import { useViewer } from '@/records/viewer';
import { controlProps, labelOf, type EditorProps } from '../editing';
import css from './date.module.css';
import { readDay, todayIn, writeDay } from './reading';

/** A day: typed as one says it, or picked from the calendar of the browser. */
export function DateEditor(props: EditorProps) {
  const { t, i18n } = useLingui();
  const { zone } = useViewer();
  const picker = useRef<HTMLInputElement>(null);
  const day = typeof props.value === 'string' ? props.value : '';
  const [typed, setTyped] = useState(() => writeDay(day, i18n.locale));
  const label = labelOf(props.field);

  function type(text: string) {
    setTyped(text);
    props.onChange(readDay(text, i18n.locale, todayIn(zone)) ?? (text.trim() || null));
  }

  return (
    <div className={css.date}>
      <Input
        {...controlProps(props)}
        autoComplete="off"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onBlur={() => {
          const said = readDay(typed, i18n.locale, todayIn(zone));
          if (said) setTyped(writeDay(said, i18n.locale));
        }}
      />
      <span className={css.open}>
        <IconButton
          icon="calendar"
          label={t`Pick a day for ${label}`}
          onClick={() => picker.current?.showPicker()}
        />
      </span>
      <input
        ref={picker}
        className={css.picker}
        type="date"
        tabIndex={-1}
        aria-hidden
        value={/^\d{4}-\d\d-\d\d$/.test(day) ? day : ''}
        onChange={(event) => type(writeDay(event.target.value, i18n.locale))}
      />
    </div>
  );
}
