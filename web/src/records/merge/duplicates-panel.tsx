import { Plural, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './merge.module.css';
import { duplicatesQuery, sayApart, type Candidate } from './query';
import { useReasons } from './reasons';

interface DuplicatesPanelProps {
  readonly entry: RecordEntry;
  readonly id: string;
  /** Compare the record with others, at `/<path>/merge?ids=…`. */
  readonly onCompare: (ids: readonly string[]) => void;
}

/** What may stand for the same as a record, why, and what to do about it; nothing where nothing may. */
export function DuplicatesPanel({ entry, id, onCompare }: DuplicatesPanelProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const options = duplicatesQuery(entry.path, id);
  const { data } = useQuery({ ...options, enabled: entry.capabilities.includes('duplicates') });
  const apart = useMutation({
    mutationFn: (other: string) => sayApart(entry.path, id, other),
    onSuccess: () => queries.invalidateQueries({ queryKey: options.queryKey }),
  });
  if (!data || data.candidates.length + data.hidden === 0) return null;
  return (
    <section className={css.duplicates} aria-label={t`Possible duplicates`}>
      <h2>{t`Possible duplicates`}</h2>
      <ul>
        {data.candidates.map((each) => (
          <li key={each.id}>
            <Suspect candidate={each} />
            {each.record === entry.record && entry.can.merge ? (
              <Button icon="merge" onClick={() => onCompare([id, each.id])}>
                {t`Compare`}
              </Button>
            ) : null}
            <Button tone="quiet" disabled={apart.isPending} onClick={() => apart.mutate(each.id)}>
              {t`Not the same`}
            </Button>
          </li>
        ))}
      </ul>
      {data.hidden > 0 ? (
        <p>
          <Plural
            value={data.hidden}
            one="# more that you may not see"
            other="# more that you may not see"
          />
        </p>
      ) : null}
      <p role="alert" className={css.refusal}>
        {apart.error?.message}
      </p>
    </section>
  );
}

/** One of them: its name, how likely it is, and why. */
export function Suspect({ candidate }: { readonly candidate: Candidate }) {
  const { t } = useLingui();
  const reasonOf = useReasons();
  const bands = {
    certain: t`certainly the same`,
    probable: t`probably the same`,
    possible: t`possibly the same`,
  };
  const hues = { certain: 'red', probable: 'amber', possible: 'slate' } as const;
  const { title, band, terms } = candidate;
  return (
    <span className={css.suspect}>
      <strong>{title ?? t`a record whose name you may not see`}</strong>
      <Chip hue={hues[band]}>{bands[band]}</Chip>
      <small>
        {terms
          .filter(({ points }) => points > 0)
          .map(({ name }) => reasonOf(name))
          .join(', ')}
      </small>
    </span>
  );
}
