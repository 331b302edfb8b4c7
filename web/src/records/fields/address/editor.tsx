import { useLingui } from '@lingui/react/macro';
import { Input } from '@/kit/input/input';
import { Select } from '@/kit/select/select';
import { labelOf, type EditorProps, type FieldProblem } from '../editing';
import { useKinds } from '../kinds';
import { Rows } from '../list/rows';
import css from './address.module.css';
import { countriesIn } from './countries';

interface Address {
  readonly kind: string;
  readonly line1: string;
  readonly city: string;
  readonly country: string;
  readonly [part: string]: unknown;
}

/** Postal addresses, or the only one. */
export function AddressEditor(props: EditorProps) {
  const { field, value, onChange, problems = [], id } = props;
  const label = labelOf(field);
  if (!field.many)
    return (
      <div id={id} tabIndex={-1} role="group" aria-label={label}>
        <One label={label} address={addressOf(value)} onAddress={onChange} problems={problems} />
      </div>
    );
  const items = Array.isArray(value) ? value.map((each) => addressOf(each)) : [];
  return (
    <Rows<Address>
      id={id}
      label={label}
      items={items}
      fresh={addressOf(null)}
      onItems={onChange}
      problems={problems}
      draw={(item, place, set) => (
        <One
          label={`${label} ${place + 1}`}
          address={item}
          onAddress={set}
          problems={problems
            .filter((each) => each.pointer.startsWith(`/${place}/`))
            .map((each) => ({ ...each, pointer: each.pointer.slice(`/${place}`.length) }))}
        />
      )}
    />
  );
}

interface OneProps {
  readonly label: string;
  readonly address: Address;
  readonly onAddress: (address: Address) => void;
  readonly problems: readonly FieldProblem[];
}

function One({ label, address, onAddress, problems }: OneProps) {
  const { t, i18n } = useLingui();
  const kinds = useKinds('address');
  const part = (name: string, said: string, autoComplete: string) => {
    const value = address[name];
    return (
      <Input
        aria-label={`${label}: ${said}`}
        placeholder={said}
        autoComplete={autoComplete}
        isInvalid={problems.some((each) => each.pointer === `/${name}`)}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onAddress({ ...address, [name]: event.target.value || null })}
      />
    );
  };
  return (
    <div className={css.address}>
      <div className={css.wide}>{part('line1', t`Street and number`, 'off')}</div>
      <div className={css.wide}>{part('line2', t`Further line`, 'off')}</div>
      {part('postal_code', t`Postal code`, 'off')}
      {part('city', t`Town`, 'off')}
      <div className={css.halves}>
        <Select
          label={t`${label}: country`}
          value={address.country}
          options={countriesIn(i18n.locale)}
          onValue={(country) => onAddress({ ...address, country })}
        />
        <Select
          label={t`${label}: use`}
          value={address.kind}
          options={kinds}
          onValue={(kind) => onAddress({ ...address, kind })}
        />
      </div>
    </div>
  );
}

function addressOf(value: unknown): Address {
  const given = typeof value === 'object' && value !== null ? value : {};
  return { kind: 'visit', line1: '', city: '', country: 'DE', ...given };
}
