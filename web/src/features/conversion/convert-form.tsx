import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { useEntry } from '@/records/catalogue/catalogue';
import { wordsOf } from '@/records/catalogue/title';
import css from './conversion.module.css';
import { DealPart } from './deal-part';
import { bodyOf, minorOf, type Draft } from './model';
import { convert, type Plan } from './queries';
import { TargetPart } from './target-part';
import { Stages } from './stages';

interface ConvertFormProps {
  readonly id: string;
  readonly lead: Readonly<Record<string, unknown>>;
  readonly plan: Plan;
  /** Why the last try was taken back. */
  readonly failed: string | null;
  readonly zone: string;
  readonly currency: string;
  readonly onDone: () => Promise<void>;
}

/** What a lead becomes: who it is, where they work, and the deal that is begun with them. */
export function ConvertForm({ id, lead, plan, failed, zone, currency, onDone }: ConvertFormProps) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const contacts = useEntry('contacts');
  const organizations = useEntry('organizations');
  const [draft, setDraft] = useState<Draft>(() => begun(plan));
  const [key] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: () => convert(id, bodyOf(draft, currency, i18n.locale), key),
    onSuccess: async () => {
      await onDone();
      await queries.invalidateQueries({ queryKey: ['records'] });
    },
  });
  const refused = refusalsOf(send.error);
  const { deal } = draft;
  const isOdd = deal !== null && deal.amount !== '' && minorOf(deal.amount, i18n.locale) === null;
  if (!contacts || !organizations) return null;
  return (
    <div className={css.body}>
      {plan.allowed.includes('convert') ? null : (
        <Stages id={id} stage={wordsOf(lead.stage)} allowed={plan.allowed} onDone={onDone} />
      )}
      <Failure code={failed} />
      <TargetPart
        entry={contacts}
        heading={t`Contact`}
        newLabel={t`New contact`}
        noneLabel={null}
        proposal={plan.contact}
        target={draft.contact}
        zone={zone}
        onTarget={(contact) => setDraft({ ...draft, contact })}
      />
      <TargetPart
        entry={organizations}
        heading={t`Organization`}
        newLabel={plan.organization ? t`New organization` : null}
        noneLabel={t`No organization`}
        proposal={plan.organization ?? { fields: {}, candidates: [], hidden: 0 }}
        target={draft.organization}
        zone={zone}
        onTarget={(organization) => setDraft({ ...draft, organization })}
      />
      <DealPart
        isAvailable={plan.deal.is_available}
        deal={deal}
        currency={currency}
        errors={isOdd ? { ...refused.deal, amount: t`This is no amount.` } : refused.deal}
        suggested={wordsOf(lead.need ?? lead.company ?? lead.display_name)}
        onDeal={(next) => setDraft({ ...draft, deal: next })}
      />
      <footer className={css.footer}>
        <div role="alert" className={css.refusal}>
          {refused.rest}
        </div>
        <Button tone="primary" disabled={send.isPending || isOdd} onClick={() => send.mutate()}>
          {t`Convert`}
        </Button>
      </footer>
    </div>
  );
}

/** Whoever is certainly the same is proposed; a probable one is offered. */
function begun(plan: Plan): Draft {
  const known = (part: Plan['organization'], record: string) =>
    part?.candidates.find((each) => each.record === record && each.band === 'certain')?.id;
  return {
    contact: known(plan.contact, 'contacts.contact') ?? 'new',
    organization:
      known(plan.organization, 'contacts.organization') ?? (plan.organization ? 'new' : 'none'),
    deal: null,
  };
}

/** Why the last conversion was taken back, where it was. */
function Failure({ code }: { readonly code: string | null }) {
  const { t } = useLingui();
  if (code === null) return null;
  return (
    <p role="status" className={css.note}>
      {code === 'sales_unavailable'
        ? t`The last conversion was taken back: sales did not answer for a day.`
        : t`The last conversion was taken back: sales refused the deal (${code}).`}
    </p>
  );
}

/** What was refused: of the deal at its fields, all else in one place. */
function refusalsOf(error: Error | null) {
  const faults = isProblem(error) ? error.faults : [];
  const deal: Record<string, string> = {};
  const others: string[] = [];
  for (const { pointer, detail, title } of faults) {
    const [, place, name = 'name'] = pointer.split('/');
    if (place === 'deal') deal[name] = detail || title;
    else others.push(`${pointer.slice(1)}: ${detail || title}`);
  }
  return { deal, rest: faults.length > 0 ? others.join(' ') : (error?.message ?? '') };
}
