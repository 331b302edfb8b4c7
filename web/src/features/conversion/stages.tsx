import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { call } from '@/api/client';
import { Button } from '@/kit/button/button';
import { fieldOf, say, useEntry } from '@/records/catalogue/catalogue';
import css from './conversion.module.css';

interface StagesProps {
  readonly id: string;
  readonly stage: string;
  readonly allowed: readonly string[];
  readonly onDone: () => Promise<void>;
}

/** The verbs that lead to where a lead may be converted, and need no form. */
const ON_THE_WAY = ['engage', 'qualify_marketing', 'accept'];

/** Why a lead cannot be converted yet, and the next step to where it can. */
export function Stages({ id, stage, allowed, onDone }: StagesProps) {
  const { t } = useLingui();
  const entry = useEntry('leads');
  const go = useMutation({
    mutationFn: (verb: string) => call(`/leads/${id}/${verb}`, { body: {} }),
    onSuccess: onDone,
  });
  const field = entry && fieldOf(entry, 'stage');
  const label = say(field?.choices?.find(({ key }) => key === stage)?.label, stage);
  const verbs = (entry?.verbs ?? []).filter(
    ({ name }) => ON_THE_WAY.includes(name) && allowed.includes(name),
  );
  return (
    <div className={css.note} role="group" aria-label={t`Stage`}>
      <p>{t`Sales has to accept a lead before it is converted. This one stands at: ${label}.`}</p>
      {verbs.map((verb) => (
        <Button key={verb.name} disabled={go.isPending} onClick={() => go.mutate(verb.name)}>
          {say(verb.label, verb.name)}
        </Button>
      ))}
      <p role="alert" className={css.refusal}>
        {go.error?.message}
      </p>
    </div>
  );
}
