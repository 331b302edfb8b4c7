import { useLingui } from '@lingui/react/macro';
import { SelectField } from '@/kit/field/select-field';
import type { Party, PartyKind } from '../model';
import css from '../parts/parts.module.css';
import { useWords } from '../parts/words';
import { useGroups, useRoles, useUsers } from '../queries';

interface PartyFieldProps {
  readonly label: string;
  readonly kinds: readonly PartyKind[];
  readonly value: Party;
  readonly error?: string | undefined;
  readonly onValue: (party: Party) => void;
}

/** Somebody by kind and name: a user, a role, a role with all below it, a group. */
export function PartyField({ label, kinds, value, error, onValue }: PartyFieldProps) {
  const { t } = useLingui();
  const words = useWords();
  const users = useUsers();
  const roles = useRoles();
  const groups = useGroups();
  const named = {
    user: users.map((each) => ({ value: each.id, label: each.display_name })),
    role: roles.map((each) => ({ value: each.id, label: each.name })),
    role_below: roles.map((each) => ({ value: each.id, label: each.name })),
    group: groups.map((each) => ({ value: each.id, label: each.name })),
  };
  return (
    <div className={css.columns}>
      <SelectField
        label={label}
        value={value.kind}
        onValue={(kind) => onValue({ kind: kind as PartyKind, id: '' })}
        options={kinds.map((kind) => ({ value: kind, label: words.party[kind] }))}
      />
      <SelectField
        label={t`Which one`}
        value={value.id}
        none={t`Choose`}
        error={error}
        onValue={(id) => onValue({ kind: value.kind, id })}
        options={named[value.kind]}
      />
    </div>
  );
}
