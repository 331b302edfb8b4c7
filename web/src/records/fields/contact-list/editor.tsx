import { useLingui } from '@lingui/react/macro';
import { IconButton } from '@/kit/button/button';
import { Input } from '@/kit/input/input';
import { Select } from '@/kit/select/select';
import { labelOf, type EditorProps } from '../editing';
import { useKinds } from '../kinds';
import { Rows } from '../list/rows';
import css from './contact-list.module.css';
import { entryOf, PARTS, withPrimary, withText, type ContactEntry } from './model';

const INPUTS = { email: 'email', phone: 'tel' } as const;

/** E-mail addresses or phone numbers: each with its use, one of them the first to take. */
export function ContactListEditor({ field, value, onChange, problems = [], id }: EditorProps) {
  const { t } = useLingui();
  const label = labelOf(field);
  const type = field.type === 'email' ? 'email' : 'phone';
  const kinds = useKinds(type);
  const items = Array.isArray(value) ? value.map((each) => entryOf(each)) : [];
  return (
    <Rows<ContactEntry>
      id={id}
      label={label}
      items={items}
      fresh={{ [PARTS[type]]: '', kind: 'work', is_primary: items.length === 0 }}
      onItems={onChange}
      problems={problems}
      draw={(item, place, set) => {
        const number = place + 1;
        return (
          <div className={css.entry}>
            <Input
              type={INPUTS[type]}
              inputMode={INPUTS[type]}
              aria-label={`${label} ${number}`}
              isInvalid={problems.some((each) => each.pointer.startsWith(`/${place}`))}
              value={textIn(item, type)}
              onChange={(event) => set(withText(item, type, event.target.value))}
            />
            <Select
              label={t`Use of entry ${number} of ${label}`}
              value={item.kind}
              options={kinds}
              onValue={(kind) => set({ ...item, kind })}
            />
            <IconButton
              icon="star"
              aria-pressed={item.is_primary}
              label={t`Entry ${number} of ${label} first`}
              onClick={() => onChange(withPrimary(items, place))}
            />
          </div>
        );
      }}
    />
  );
}

function textIn(item: ContactEntry, type: keyof typeof PARTS): string {
  const text = item[PARTS[type]];
  return typeof text === 'string' ? text : '';
}
