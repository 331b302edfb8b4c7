import { Combobox } from '@base-ui/react/combobox';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '@/kit/icon/icon';
import { Input } from '@/kit/input/input';
import popup from '@/kit/popup/popup.module.css';
import { pathOf, useCatalogue } from '@/records/catalogue/catalogue';
import type { Refs } from '@/records/catalogue/types';
import { controlProps, labelOf, type EditorProps } from '../editing';
import { textOfParts } from '../value';
import { hitsQuery } from './query';
import css from './reference.module.css';

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly more: string;
}

/** A record of another type, found by its words. */
export function ReferenceEditor(props: EditorProps) {
  const { t } = useLingui();
  const { field, value, onChange, refs = {} } = props;
  const catalogue = useCatalogue();
  const record = field.target?.record ?? '';
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Choice | null>(() => known(record, value, refs));
  const isTyped = text !== '' && text !== chosen?.title;
  const hits = useQuery(hitsQuery(pathOf(catalogue, record), isTyped ? text : ''));
  const found: readonly Choice[] = isTyped
    ? (hits.data?.items ?? []).map((hit) => ({
        id: hit.id,
        title: hit.title ?? '',
        more: textOfParts(hit.subtitle, hits.data?.refs ?? {}),
      }))
    : [];
  const { isInvalid, ...rest } = controlProps(props);
  const label = labelOf(field);
  return (
    <Combobox.Root
      items={found}
      value={chosen}
      filter={null}
      autoHighlight
      itemToStringLabel={(choice: Choice) => choice.title}
      isItemEqualToValue={(one: Choice, other: Choice) => one.id === other.id}
      onInputValueChange={setText}
      onValueChange={(next) => {
        setChosen(next);
        onChange(next?.id ?? null);
      }}
    >
      <div className={css.box}>
        <Combobox.Input
          render={<Input isInvalid={isInvalid} />}
          {...rest}
          placeholder={t`Find …`}
        />
        <span className={css.buttons}>
          {chosen ? (
            <Combobox.Clear aria-label={t`Empty ${label}`}>
              <Icon name="x" />
            </Combobox.Clear>
          ) : null}
          <Icon name="search" />
        </span>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner className={popup.layer} sideOffset={4}>
          <Combobox.Popup className={popup.popup}>
            <Combobox.Status className={popup.empty}>{status()}</Combobox.Status>
            <Combobox.List>
              {(choice: Choice) => (
                <Combobox.Item key={choice.id} value={choice} className={popup.item}>
                  <span>
                    {choice.title} <span className={css.more}>{choice.more}</span>
                  </span>
                  <Combobox.ItemIndicator className={popup.mark}>
                    <Icon name="check" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );

  function status(): string {
    if (!isTyped) return t`Type a few letters of its name.`;
    if (hits.isError) return hits.error.message;
    if (hits.isFetching) return t`Searching …`;
    return found.length === 0 ? t`Nothing is called like that.` : '';
  }
}

function known(record: string, value: unknown, refs: Refs): Choice | null {
  if (typeof value !== 'string' || value === '') return null;
  return { id: value, title: refs[`${record}:${value}`]?.title ?? value, more: '' };
}
