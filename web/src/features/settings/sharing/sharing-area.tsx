import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { SelectField } from '@/kit/field/select-field';
import { Page, Part } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Refusal } from '@/records/refusal/refusal';
import type { AreaProps } from '../areas';
import { useNames } from '../parts/names';
import css from '../parts/parts.module.css';
import { useWords } from '../parts/words';
import { useDefaults, useReload, useRules, useWrite } from '../queries';
import { NewRule } from './new-rule';
import { RulePage } from './rule-page';

/** How far records are open to those who do not own them. */
export function SharingArea({ item, onItem }: AreaProps) {
  const { t } = useLingui();
  const rules = useRules();
  const { records } = useCatalogue();
  const nameOf = useNames();
  const words = useWords();
  const [isNew, setIsNew] = useState(false);
  const rule = rules.find((each) => each.id === item);
  if (rule) return <RulePage key={rule.id} rule={rule} onGone={() => onItem('')} />;
  const types = records.filter((entry) => entry.capabilities.includes('share'));
  return (
    <Page
      title={t`Sharing`}
      hint={t`How far records are open beyond their owners and the roles above. Profiles still decide what may be done at all.`}
    >
      <Part title={t`What holds for a type`}>
        <ul className={css.rows}>
          {types.map((entry) => (
            <Openness key={entry.record} entry={entry} />
          ))}
        </ul>
      </Part>
      <Part
        title={t`Rules`}
        hint={t`A rule opens the records of some to others. It opens nothing until it is active.`}
        actions={
          <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New rule`}</Button>
        }
      >
        {rules.length === 0 ? (
          <State icon="share" title={t`No rule yet`} />
        ) : (
          <Table
            label={t`Rules`}
            rows={rules}
            keyOf={(each) => each.id}
            columns={[
              {
                key: 'name',
                label: t`Name`,
                cell: (each) => (
                  <Link
                    to="/settings/$area"
                    params={{ area: 'sharing' }}
                    search={{ item: each.id }}
                  >
                    {each.name}
                  </Link>
                ),
              },
              {
                key: 'record',
                label: t`Record type`,
                cell: (each) => {
                  const entry = records.find((type) => type.record === each.record);
                  return entry ? plural(entry) : each.record;
                },
              },
              {
                key: 'source',
                label: t`Records of`,
                cell: (each) => `${nameOf(each.source)} (${words.party[each.source.kind]})`,
              },
              {
                key: 'target',
                label: t`Opened to`,
                cell: (each) => `${nameOf(each.target)} (${words.party[each.target.kind]})`,
              },
              {
                key: 'active',
                label: t`State`,
                cell: (each) =>
                  each.is_active ? (
                    <Chip hue="green">{t`Active`}</Chip>
                  ) : (
                    <Chip hue="slate">{t`Off`}</Chip>
                  ),
              },
            ]}
          />
        )}
      </Part>
      {isNew ? <NewRule types={types} onClose={() => setIsNew(false)} onDone={onItem} /> : null}
    </Page>
  );
}

function Openness({ entry }: { readonly entry: RecordEntry }) {
  const { t } = useLingui();
  const reload = useReload();
  const write = useWrite();
  const standing = useDefaults().find((each) => each.record === entry.record);
  const typeName = plural(entry);
  const words: Readonly<Record<string, string>> = {
    private: t`Private: owner and the roles above`,
    read: t`Everybody reads`,
    read_write: t`Everybody reads and changes`,
    read_write_delete: t`Everybody reads, changes and deletes`,
    record_level: t`Owner and co-owners alone`,
  };
  return (
    <li>
      <strong>{typeName}</strong>
      <Refusal error={write.error} onReload={() => void reload()} />
      <SelectField
        isBare
        label={t`How far ${typeName} are open`}
        value={standing?.openness ?? 'private'}
        disabled={write.isPending}
        onValue={(openness) =>
          write.mutate(
            standing
              ? {
                  path: `/module_defaults/${standing.id}`,
                  method: 'PATCH',
                  version: standing.version,
                  body: { openness },
                }
              : { path: '/module_defaults', body: { record: entry.record, openness } },
          )
        }
        options={Object.entries(words).map(([value, label]) => ({ value, label }))}
      />
    </li>
  );
}
