import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { isProblem } from '@/api/problem';
import { Failed, NotFound, Skeleton } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { wordsOf } from '@/records/catalogue/title';
import css from './conversion.module.css';
import { Converted } from './converted';
import { ConvertForm } from './convert-form';
import { conversionQuery, leadQuery, planQuery } from './queries';

interface ConvertScreenProps {
  readonly id: string;
  readonly zone: string;
  readonly currency: string;
  readonly onPlace: (path: string) => void;
}

/** A lead becomes a contact, with an organization and a deal where one wants them. */
export function ConvertScreen(props: ConvertScreenProps) {
  const { id, onPlace } = props;
  const { t } = useLingui();
  const entry = useEntry('leads');
  const lead = useQuery(leadQuery(id));
  const name = wordsOf(lead.data?.display_name);
  return (
    <section className={css.screen} aria-label={t`Convert a lead`}>
      <header className={css.header}>
        <button type="button" className={css.crumb} onClick={() => onPlace('/leads')}>
          {t`Leads`}
        </button>
        <span aria-hidden>›</span>
        <h1>{name ? t`Convert ${name}` : t`Convert a lead`}</h1>
      </header>
      {lead.isPending || !entry ? (
        <Skeleton rows={8} />
      ) : lead.isError ? (
        isProblem(lead.error, 'not_found') || isProblem(lead.error, 'invalid') ? (
          <NotFound />
        ) : (
          <Failed detail={lead.error.message} onRetry={() => void lead.refetch()} />
        )
      ) : (
        <Stage {...props} lead={lead.data} onChange={() => lead.refetch()} />
      )}
    </section>
  );
}

interface StageProps extends ConvertScreenProps {
  readonly lead: {
    readonly id: string;
    readonly version: number;
    readonly [field: string]: unknown;
  };
  readonly onChange: () => Promise<unknown>;
}

function Stage(props: StageProps) {
  const { id, lead } = props;
  const isOver = lead.stage === 'converted' || lead.stage === 'converting';
  const made = useQuery({ ...conversionQuery(id), enabled: isOver });
  const plan = useQuery({ ...planQuery(id), enabled: !isOver });
  const asked = isOver ? made : plan;
  if (asked.isError)
    return <Failed detail={asked.error.message} onRetry={() => void asked.refetch()} />;
  if (isOver && made.data) return <Converted {...props} made={made.data} />;
  if (isOver || !plan.data) return <Skeleton rows={8} />;
  const { last } = plan.data;
  return (
    <ConvertForm
      {...props}
      key={lead.version}
      plan={plan.data}
      failed={last?.state === 'failed' ? last.code : null}
      onDone={async () => {
        await plan.refetch();
        await props.onChange();
      }}
    />
  );
}
