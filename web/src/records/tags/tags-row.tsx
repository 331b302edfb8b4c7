import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { Icon } from '@/kit/icon/icon';
import { Input } from '@/kit/input/input';
import { allTagsQuery, tagsOnQuery } from './query';
import css from './tags.module.css';

interface TagsRowProps {
  readonly path: string;
  readonly id: string;
  readonly canChange: boolean;
}

/** The tags on a record; a name that is not there yet makes a new one. */
export function TagsRow({ path, id, canChange }: TagsRowProps) {
  const { t } = useLingui();
  const [isAdding, setAdding] = useState(false);
  const tags = useQuery(tagsOnQuery(path, id)).data?.items ?? [];
  const untag = useTagging(path, id, 'untag', (tag: string) => ({ tag }));
  return (
    <div className={css.tags} role="group" aria-label={t`Tags`}>
      {tags.map(({ id: tag, name, hue }) => (
        <span key={tag} className={css.tag}>
          <Chip hue={hue}>{name}</Chip>
          {canChange ? (
            <button
              type="button"
              className={css.remove}
              aria-label={t`Remove the tag ${name}`}
              onClick={() => untag.mutate(tag)}
            >
              <Icon name="x" size={12} />
            </button>
          ) : null}
        </span>
      ))}
      {canChange && isAdding ? <AddTag path={path} id={id} onEnd={() => setAdding(false)} /> : null}
      {canChange && !isAdding ? (
        <Button tone="quiet" icon="tag" onClick={() => setAdding(true)}>{t`Add a tag`}</Button>
      ) : null}
      {untag.isError ? (
        <span className={css.refusal} role="alert">
          {untag.error.message}
        </span>
      ) : null}
    </div>
  );
}

interface AddTagProps {
  readonly path: string;
  readonly id: string;
  readonly onEnd: () => void;
}

function AddTag({ path, id, onEnd }: AddTagProps) {
  const { t } = useLingui();
  const list = useId();
  const [name, setName] = useState('');
  const known = useQuery(allTagsQuery).data?.items ?? [];
  const tag = useTagging(path, id, 'tag', (text: string) => ({ name: text }), onEnd);
  return (
    <>
      <span className={css.add}>
        <Input
          autoFocus
          aria-label={t`Name of the tag`}
          list={list}
          maxLength={64}
          isInvalid={tag.isError}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onEnd();
            if (event.key === 'Enter' && name.trim()) tag.mutate(name.trim());
          }}
          onBlur={() => (name === '' ? onEnd() : undefined)}
        />
      </span>
      <datalist id={list}>
        {known.map((each) => (
          <option key={each.id} value={each.name} />
        ))}
      </datalist>
      {tag.isError ? (
        <span className={css.refusal} role="alert">
          {tag.error.message}
        </span>
      ) : null}
    </>
  );
}

function useTagging(
  path: string,
  id: string,
  verb: 'tag' | 'untag',
  bodyOf: (given: string) => object,
  onDone?: () => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: string) => call(`/${path}/${id}/${verb}`, { body: bodyOf(given) }),
    onSuccess: () => {
      onDone?.();
      void queries.invalidateQueries({ queryKey: keys.tags });
      return queries.invalidateQueries({ queryKey: keys.record(path, id) });
    },
  });
}
