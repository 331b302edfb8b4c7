import { Plural, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { say, useCatalogue } from '@/records/catalogue/catalogue';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { AreaProps } from '../areas';
import { Form } from '../parts/form';
import { ListPage } from './list-page';
import { keyOf } from './model';
import { useDefine, useLists } from './queries';

/** The tenant's lists of values that fields choose from. */
export function ListsArea({ item, onItem }: AreaProps) {
  const { t } = useLingui();
  // The lists of a service are found below each of its types.
  const entry = useCatalogue().records.find((each) => each.can.custom_fields);
  if (!entry) return <State icon="lock" title={t`No record type can be given fields`} />;
  return <Lists path={entry.path} item={item} onItem={onItem} />;
}

interface ListsProps {
  readonly path: string;
  readonly item: string;
  readonly onItem: (item: string) => void;
}

function Lists({ path, item, onItem }: ListsProps) {
  const { t } = useLingui();
  const lists = useLists(path);
  const [isNew, setIsNew] = useState(false);
  const list = lists.find((each) => each.name === item);
  if (list) return <ListPage key={list.id} path={path} list={list} />;
  return (
    <Page
      title={t`Choice lists`}
      hint={t`The values that fields choose from. One that is switched off stays readable and is offered no more.`}
      actions={
        <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New list`}</Button>
      }
    >
      <Table
        label={t`Choice lists`}
        rows={lists}
        keyOf={(each) => each.id}
        columns={[
          {
            key: 'label',
            label: t`Label`,
            cell: (each) => (
              <Button tone="quiet" onClick={() => onItem(each.name)}>
                {say(each.label, each.name)}
              </Button>
            ),
          },
          {
            key: 'values',
            label: t`Values`,
            cell: (each) => (
              <>
                {each.values
                  .filter((value) => value.is_active)
                  .slice(0, 6)
                  .map((value) => (
                    <Chip key={value.key} hue={value.hue}>
                      {say(value.label, value.key)}
                    </Chip>
                  ))}
              </>
            ),
          },
          {
            key: 'count',
            label: t`Number`,
            isRight: true,
            cell: (each) => {
              const count = each.values.length;
              return <Plural value={count} one="# value" other="# values" />;
            },
          },
        ]}
      />
      {isNew ? (
        <NewList
          path={path}
          onClose={(name) => {
            setIsNew(false);
            onItem(name);
          }}
        />
      ) : null}
    </Page>
  );
}

interface NewListProps {
  readonly path: string;
  readonly onClose: (name: string) => void;
}

function NewList({ path, onClose }: NewListProps) {
  const { t } = useLingui();
  const [de, setDe] = useState('');
  const [en, setEn] = useState('');
  const name = keyOf(de || en);
  const create = useDefine(() => onClose(name));
  return (
    <Dialog title={t`New list`} isOpen onClose={() => onClose('')}>
      <Form
        label={t`New list`}
        submit={t`Create`}
        isBusy={create.isPending}
        isDisabled={name === ''}
        onCancel={() => onClose('')}
        onSubmit={() =>
          create.mutate({
            path: `/${path}/choice_lists`,
            body: { name, label: { de: de || en, en: en || de } },
          })
        }
      >
        <TextField
          label={t`Label in German`}
          value={de}
          error={faultAt(create.error, '/name')}
          onValueChange={setDe}
        />
        <TextField label={t`Label in English`} value={en} onValueChange={setEn} />
        <Refusal error={create.error} said={['/name']} />
      </Form>
    </Dialog>
  );
}
