import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Button, IconButton } from '@/kit/button/button';
import { Menu, type MenuEntry } from '@/kit/menu/menu';
import { fieldOf, plural, say } from '@/records/catalogue/catalogue';
import type { RecordEntry, Refs, Row, VerbEntry } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { isEmpty, valueOf } from '@/records/fields/editing';
import { StagePath } from '@/records/verbs/stage-path';
import { offered, verbCalled } from '@/records/verbs/model';
import { useViewer } from '@/records/viewer';
import { titleOf } from './title';
import css from './record.module.css';

interface RecordHeaderProps {
  readonly entry: RecordEntry;
  readonly record: Row;
  readonly refs: Refs;
  readonly canChange: boolean;
  readonly canDelete: boolean;
  readonly around: { readonly before: string | undefined; readonly after: string | undefined };
  readonly onVerb: (verb: VerbEntry, given?: Readonly<Record<string, unknown>>) => void;
  readonly onDelete: () => void;
  readonly onOpen: (id: string) => void;
}

/** What a record is called, how it stands, and what can be done with it. */
export function RecordHeader(props: RecordHeaderProps) {
  const { entry, record, refs, canChange, canDelete, around, onVerb, onDelete, onOpen } = props;
  const { t } = useLingui();
  const { zone } = useViewer();
  const verbs = canChange ? offered(entry, record) : { main: [], rest: [] };
  const subtitles = entry.subtitle
    .flatMap((name) => fieldOf(entry, name) ?? [])
    .filter((field) => !isEmpty(valueOf(record, field)));
  const rest: MenuEntry[] = verbs.rest.map((verb) => ({
    key: verb.name,
    label: say(verb.label, verb.name),
    icon: verb.icon,
    tone: verb.tone === 'danger' ? 'danger' : 'plain',
    onChoose: () => onVerb(verb),
  }));
  if (canDelete)
    rest.push({
      key: 'delete',
      label: t`Move to the bin`,
      icon: 'trash',
      tone: 'danger',
      onChoose: onDelete,
    });
  return (
    <header className={css.header}>
      <nav className={css.crumbs} aria-label={t`Where this is`}>
        <Link to="/$path" params={{ path: entry.path }}>
          {plural(entry)}
        </Link>
        <span className={css.walk}>{walk()}</span>
      </nav>
      <div className={css.heading}>
        <div className={css.name}>
          <h1>{titleOf(entry, record, refs, t`Without a name`)}</h1>
          <p className={css.subtitle}>
            {subtitles.map((field, place) => (
              <span key={field.name}>
                {place > 0 ? ' · ' : null}
                <Cell field={field} value={valueOf(record, field)} refs={refs} zone={zone} />
              </span>
            ))}
          </p>
        </div>
        <div className={css.verbs}>
          {verbs.main.map((verb, place) => (
            <Button
              key={verb.name}
              tone={place === 0 && verb.tone === 'primary' ? 'primary' : 'plain'}
              onClick={() => onVerb(verb)}
            >
              {say(verb.label, verb.name)}
            </Button>
          ))}
          {rest.length > 0 ? (
            <Menu trigger={<IconButton icon="ellipsis" label={t`More to do`} />} entries={rest} />
          ) : null}
        </div>
      </div>
      {path()}
    </header>
  );

  function walk() {
    const { before, after } = around;
    return before || after ? (
      <>
        <IconButton
          icon="arrow-up"
          label={t`Previous record of the list`}
          disabled={!before}
          onClick={() => (before ? onOpen(before) : undefined)}
        />
        <IconButton
          icon="arrow-down"
          label={t`Next record of the list`}
          disabled={!after}
          onClick={() => (after ? onOpen(after) : undefined)}
        />
      </>
    ) : null;
  }

  function path() {
    const field = stageOf(entry);
    const verb = field?.owned_by_verb ? verbCalled(entry, field.owned_by_verb) : undefined;
    if (!field) return null;
    const asked = verb?.form.find((each) => each.name === field.name);
    const open = canChange ? (asked?.choices?.map((each) => each.key) ?? []) : [];
    return (
      <StagePath
        field={field}
        value={record[field.name]}
        open={open}
        onStep={(key) => (verb ? onVerb(verb, { [field.name]: key }) : undefined)}
      />
    );
  }
}

/** The steps a record goes through: the choice that its board is grouped by, or that a verb owns. */
function stageOf(entry: RecordEntry) {
  const named = entry.board?.group_by[0];
  const grouped = named ? fieldOf(entry, named) : undefined;
  const owned = entry.fields.find((field) => field.type === 'choice' && field.owned_by_verb);
  const found = grouped?.type === 'choice' ? grouped : owned;
  return found && found.right !== 'masked' ? found : undefined;
}
