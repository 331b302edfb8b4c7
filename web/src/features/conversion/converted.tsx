import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { Progress } from '@/kit/progress/progress';
import { fieldOf, say, useCatalogue, useEntry } from '@/records/catalogue/catalogue';
import { titleOf } from '@/records/catalogue/title';
import { Cell } from '@/records/fields/cell';
import css from './conversion.module.css';
import { recordsQuery, unconvert, type Conversion } from './queries';

interface ConvertedProps {
  readonly id: string;
  readonly made: Conversion;
  readonly zone: string;
  readonly onPlace: (path: string) => void;
  readonly onChange: () => Promise<unknown>;
}

/** What became of a lead, what it kept, and the way back. */
export function Converted({ id, made, zone, onPlace, onChange }: ConvertedProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const back = useMutation({
    mutationFn: () => unconvert(id),
    onSuccess: async () => {
      await onChange();
      await queries.invalidateQueries({ queryKey: keys.feature('conversion', id) });
    },
  });
  const blocked = isProblem(back.error) ? back.error.document.params?.by : undefined;
  const reasons: Readonly<Record<string, string>> = {
    other_lead: t`another lead became the same records`,
    deal: t`there is a deal`,
    account: t`the account is in use`,
  };
  const by = Array.isArray(blocked)
    ? blocked.map((each) => reasons[String(each)] ?? String(each)).join(', ')
    : '';
  const parts = [
    ['contacts', made.contact],
    ['organizations', made.organization],
    ['accounts', made.account],
  ] as const;
  return (
    <div className={css.body}>
      {made.state === 'deal_pending' ? (
        <Progress label={t`Sales is asked for the deal`} part={null} />
      ) : (
        <div role="status">
          <h2>{t`The lead was converted`}</h2>
        </div>
      )}
      <ul className={css.made}>
        {parts.map(([path, record]) =>
          record ? (
            <Part
              key={path}
              path={path}
              id={record}
              isNew={made.created.includes(record)}
              onOpen={() => onPlace(`/${path}/${record}`)}
            />
          ) : null,
        )}
      </ul>
      <Left made={made} zone={zone} />
      <footer className={css.footer}>
        <div role="alert" className={css.refusal}>
          {back.error ? (by ? `${back.error.message} (${by})` : back.error.message) : null}
        </div>
        <Button icon="undo" disabled={back.isPending} onClick={() => back.mutate()}>
          {t`Take the conversion back`}
        </Button>
        <Button tone="primary" onClick={() => onPlace(`/contacts/${made.contact}`)}>
          {t`Open the contact`}
        </Button>
      </footer>
    </div>
  );
}

interface PartProps {
  readonly path: string;
  readonly id: string;
  readonly isNew: boolean;
  readonly onOpen: () => void;
}

function Part({ path, id, isNew, onOpen }: PartProps) {
  const { t, i18n } = useLingui();
  const entry = useEntry(path);
  const found = useQuery(recordsQuery(path, [id]));
  if (!entry) return null;
  const kind = i18n.locale === 'de' ? entry.label.de.one : entry.label.en.one;
  const title = titleOf(entry, found.data?.items[0]) || t`without a name`;
  return (
    <li>
      <Icon name={entry.icon} />
      <span>{kind}</span>
      <a
        href={`/${path}/${id}`}
        onClick={(event) => {
          event.preventDefault();
          onOpen();
        }}
      >
        {title}
      </a>
      <small>{isNew ? t`new` : t`was there already`}</small>
    </li>
  );
}

/** Values of the lead that records did not take, as they had their own. */
function Left({ made, zone }: { readonly made: Conversion; readonly zone: string }) {
  const { t } = useLingui();
  const { records } = useCatalogue();
  const left = Object.entries(made.left).flatMap(([record, values]) => {
    const entry = records.find((each) => each.record === record);
    return Object.entries(values).flatMap(([name, value]) => {
      const field = entry && fieldOf(entry, name);
      return field ? [{ key: `${record} ${name}`, field, value }] : [];
    });
  });
  if (left.length === 0) return null;
  return (
    <section className={css.left}>
      <h3>{t`Not taken over; the lead keeps it`}</h3>
      <dl>
        {left.map(({ key, field, value }) => (
          <div key={key}>
            <dt>{say(field.label, field.name)}</dt>
            <dd>
              <Cell field={field} value={value} refs={{}} zone={zone} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
