import { useLingui } from '@lingui/react/macro';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import css from './refusal.module.css';

interface RefusalProps {
  readonly error: Error | null;
  /** Fields that say themselves what is wrong with them, by JSON pointer. */
  readonly said?: readonly string[];
  /** What brings the current state, where somebody else was faster. */
  readonly onReload?: (() => void) | undefined;
  /** The way out, where the caller knows one. */
  readonly way?: string | undefined;
}

/** Why an action was refused, beside the action, and the way out. */
export function Refusal({ error, said = [], onReload, way }: RefusalProps) {
  const { t } = useLingui();
  if (error === null) return null;
  const problem = isProblem(error) ? error : null;
  const isStale = problem?.kind === 'stale';
  const others = problem?.faults.filter((fault) => !said.includes(fault.pointer)) ?? [];
  if (problem && problem.faults.length > 0 && others.length === 0) return null;
  return (
    <div className={css.refusal} role="alert">
      <Icon name="circle-alert" />
      <div>
        <p>{sentence()}</p>
        {others.map((fault) => (
          <p key={fault.pointer + fault.code}>{fault.detail || fault.title}</p>
        ))}
        {way ? <p>{way}</p> : null}
        {isStale && onReload ? (
          <Button icon="rotate-cw" onClick={onReload}>
            {t`Load the current state and keep my changes`}
          </Button>
        ) : null}
      </div>
    </div>
  );

  function sentence(): string {
    if (problem?.kind === 'offline') return t`There is no connection to the server.`;
    if (isStale) return t`Somebody else has changed this meanwhile; nothing was saved.`;
    return error?.message ?? '';
  }
}

/** The sentence for one field, by its pointer; undefined where nothing is wrong with it. */
export function faultAt(error: Error | null, pointer: string): string | undefined {
  if (!isProblem(error)) return undefined;
  const fault = error.faults.find((each) => each.pointer === pointer);
  if (fault) return fault.detail || fault.title;
  return error.document.params?.path === pointer ? error.message : undefined;
}
