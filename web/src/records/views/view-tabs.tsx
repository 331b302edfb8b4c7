import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button, IconButton } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { Menu, type MenuEntry } from '@/kit/menu/menu';
import type { RecordEntry } from '@/records/catalogue/types';
import { decodeFilter } from '@/records/filter/codec';
import type { ListState } from '@/records/list/state';
import { useViewer } from '@/records/viewer';
import { ALL, bare, bodyOf, isChanged } from './model';
import type { View } from './query';
import { DeleteDialog, SaveDialog } from './save-dialog';
import { ShareDialog } from './share-dialog';
import type { Viewing } from './use-view';
import css from './views.module.css';

interface ViewTabsProps {
  readonly entry: RecordEntry;
  readonly viewing: Viewing;
  readonly onState: (state: ListState) => void;
  /** Called with the view that is to return next time. */
  readonly onView: (slug: string) => void;
}

type Asked = 'save' | 'share' | 'delete' | null;

/** The saved views of a type, and what is to become of changes to the one shown. */
export function ViewTabs({ entry, viewing, onState, onView }: ViewTabsProps) {
  const { t } = useLingui();
  const { views, view, state } = viewing;
  const [asked, setAsked] = useState<Asked>(null);
  const shown = view?.id ?? (viewing.isUnknown ? null : ALL);
  const changed = isChanged(state, view);
  function choose(slug: string) {
    onView(slug);
    onState({ ...bare(state), view: slug });
  }
  return (
    <div className={css.views} role="group" aria-label={t`Views`}>
      <Tab isShown={shown === ALL} onChoose={() => choose(ALL)}>{t`All`}</Tab>
      {views.map((each) => (
        <Tab
          key={each.id}
          isShown={shown === each.id}
          isShared={each.visibility === 'shared'}
          isChanged={changed && shown === each.id}
          onChoose={() => choose(each.slug)}
        >
          {each.name}
        </Tab>
      ))}
      <IconButton icon="plus" label={t`Save as a view`} onClick={() => setAsked('save')} />
      {view ? (
        <Actions
          entry={entry}
          view={view}
          viewing={viewing}
          isChanged={changed}
          onAsk={setAsked}
          onReset={() => onState({ ...bare(state), view: view.slug })}
        />
      ) : null}
      {asked === 'save' ? (
        <SaveDialog
          entry={entry}
          state={state}
          onClose={() => setAsked(null)}
          onSaved={(slug) => {
            setAsked(null);
            choose(slug);
          }}
        />
      ) : null}
      {asked === 'share' && view ? (
        <ShareDialog entry={entry} view={view} onClose={() => setAsked(null)} />
      ) : null}
      {asked === 'delete' && view ? (
        <DeleteDialog
          entry={entry}
          view={view}
          onClose={() => setAsked(null)}
          onDeleted={() => {
            setAsked(null);
            choose(ALL);
          }}
        />
      ) : null}
    </div>
  );
}

interface TabProps {
  readonly isShown: boolean;
  readonly isShared?: boolean;
  readonly isChanged?: boolean;
  readonly onChoose: () => void;
  readonly children: string;
}

function Tab({ isShown, isShared, isChanged, onChoose, children }: TabProps) {
  const { t } = useLingui();
  return (
    <button
      type="button"
      className={css.tab}
      aria-current={isShown ? 'true' : undefined}
      onClick={onChoose}
    >
      {isShared ? <Icon name="users" size={12} /> : null}
      {children}
      {isChanged ? <span className={css.dot} role="img" aria-label={t`Changed`} /> : null}
    </button>
  );
}

interface ActionsProps {
  readonly entry: RecordEntry;
  readonly view: View;
  readonly viewing: Viewing;
  readonly isChanged: boolean;
  readonly onAsk: (asked: Asked) => void;
  readonly onReset: () => void;
}

function Actions({ entry, view, viewing, isChanged, onAsk, onReset }: ActionsProps) {
  const { t } = useLingui();
  const { id } = useViewer();
  const queries = useQueryClient();
  const { state } = viewing;
  const path = `/${entry.path}/views/${view.id}`;
  const refresh = () => queries.invalidateQueries({ queryKey: keys.views(entry.path) });
  const save = useMutation({
    mutationFn: () =>
      call(path, {
        method: 'PATCH',
        version: view.version,
        body: bodyOf(state, decodeFilter(state.f)),
      }),
    onSuccess: async () => {
      await refresh();
      onReset();
    },
    onError: refresh,
  });
  const prefer = useMutation({
    mutationFn: () => call(`${path}/make_default`, { method: 'POST', version: view.version }),
    onSettled: refresh,
  });
  const isMine = view.owner === id;
  const entries: MenuEntry[] = [
    { key: 'copy', label: t`Save as …`, icon: 'copy', onChoose: () => onAsk('save') },
    ...(isMine
      ? ([
          { key: 'share', label: t`Share …`, icon: 'users', onChoose: () => onAsk('share') },
          {
            key: 'default',
            label: t`Open with this view`,
            icon: 'star',
            onChoose: () => prefer.mutate(),
          },
          {
            key: 'delete',
            label: t`Delete …`,
            icon: 'trash',
            tone: 'danger',
            onChoose: () => onAsk('delete'),
          },
        ] as const)
      : []),
  ];
  const failed = save.error ?? prefer.error;
  return (
    <>
      {isChanged && isMine ? (
        <Button
          tone="quiet"
          disabled={save.isPending}
          onClick={() => save.mutate()}
        >{t`Save`}</Button>
      ) : null}
      {isChanged ? (
        <>
          <Button tone="quiet" onClick={() => onAsk('save')}>{t`Save as …`}</Button>
          <Button tone="quiet" onClick={onReset}>{t`Reset`}</Button>
        </>
      ) : null}
      <Menu
        trigger={<IconButton icon="ellipsis" label={t`More about this view`} />}
        entries={entries}
      />
      {failed ? (
        <span className={css.refusal} role="alert">
          {failed.message}
        </span>
      ) : null}
    </>
  );
}
