import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { SelectField } from '@/kit/field/select-field';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { plural, say, useCatalogue } from '@/records/catalogue/catalogue';
import { Refusal } from '@/records/refusal/refusal';
import type { AreaProps } from '../areas';
import css from '../parts/parts.module.css';
import { useReload } from '../queries';
import { FieldDialog } from './field-dialog';
import { FieldPreview } from './field-preview';
import type { OwnField } from './model';
import { useDefine, useOwnFields } from './queries';
import { useTypeWords } from './type-words';

/** Fields that a tenant gives its record types: at once in lists, forms, filters and imports. */
export function FieldsArea({ item, onItem }: AreaProps) {
  const { t } = useLingui();
  const types = useCatalogue().records.filter((entry) => entry.can.custom_fields);
  const entry = types.find((each) => each.path === item) ?? types[0];
  const [isNew, setIsNew] = useState(false);
  if (!entry) return <State icon="lock" title={t`No record type can be given fields`} />;
  return (
    <Page
      title={t`Own fields`}
      hint={t`Fields you give a record type stand in its lists, forms, filters, imports and exports within two seconds.`}
      actions={
        <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New field`}</Button>
      }
    >
      <div className={css.bar}>
        <SelectField
          label={t`Record type`}
          value={entry.path}
          onValue={onItem}
          options={types.map((each) => ({ value: each.path, label: plural(each) }))}
        />
      </div>
      <FieldTable key={entry.path} path={entry.path} />
      {isNew ? <FieldDialog path={entry.path} onClose={() => setIsNew(false)} /> : null}
    </Page>
  );
}

function FieldTable({ path }: { readonly path: string }) {
  const { t } = useLingui();
  const word = useTypeWords();
  const reload = useReload();
  const fields = useOwnFields(path);
  const [edited, setEdited] = useState<OwnField | null>(null);
  const [retired, setRetired] = useState<OwnField | null>(null);
  const retire = useDefine();
  const restore = useDefine(() => setRetired(null));
  const retiredName = say(retired?.label, retired?.key);
  return (
    <>
      <Refusal error={retire.error ?? restore.error} onReload={() => void reload()} />
      {retired && retire.isSuccess ? (
        <p role="status" className={css.bar}>
          {t`${retiredName} is retired; its values are kept for 30 days.`}
          <Button
            icon="undo"
            disabled={restore.isPending}
            onClick={() =>
              restore.mutate({
                path: `/${path}/custom_fields/${retired.id}/restore`,
                version: retired.version + 1,
              })
            }
          >
            {t`Bring it back`}
          </Button>
        </p>
      ) : null}
      {fields.length === 0 ? (
        <State icon="sliders" title={t`No own field yet`} />
      ) : (
        <Table
          label={t`Own fields`}
          rows={fields}
          keyOf={(each) => each.id}
          columns={[
            { key: 'label', label: t`Label`, cell: (each) => say(each.label, each.key) },
            { key: 'key', label: t`Key`, cell: (each) => <code>{each.key}</code> },
            { key: 'type', label: t`Kind`, cell: (each) => word(each.type) },
            {
              key: 'marks',
              label: t`Holds`,
              cell: (each) => (
                <>
                  {each.is_required ? <Chip hue="amber">{t`Required`}</Chip> : null}{' '}
                  {each.is_unique ? <Chip hue="blue">{t`Unique`}</Chip> : null}
                </>
              ),
            },
            {
              key: 'acts',
              label: t`Actions`,
              isBare: true,
              isRight: true,
              cell: (each) => {
                const fieldName = say(each.label, each.key);
                return (
                  <>
                    <Button
                      aria-label={t`Change ${fieldName}`}
                      onClick={() => setEdited(each)}
                    >{t`Change`}</Button>{' '}
                    <Button
                      tone="danger"
                      aria-label={t`Retire ${fieldName}`}
                      disabled={retire.isPending}
                      onClick={() => {
                        setRetired(each);
                        retire.mutate({
                          path: `/${path}/custom_fields/${each.id}`,
                          method: 'DELETE',
                          version: each.version,
                        });
                      }}
                    >
                      {t`Retire`}
                    </Button>
                  </>
                );
              },
            },
          ]}
        />
      )}
      <FieldPreview path={path} />
      {edited ? <FieldDialog path={path} field={edited} onClose={() => setEdited(null)} /> : null}
    </>
  );
}
