import { useLingui } from '@lingui/react/macro';
import { Icon } from '@/kit/icon/icon';
import { say } from '@/records/catalogue/catalogue';
import type { FieldEntry } from '@/records/catalogue/types';
import { labelOf } from '@/records/fields/editing';
import css from './verbs.module.css';

interface StagePathProps {
  readonly field: FieldEntry;
  readonly value: unknown;
  /** Steps that the verb takes; the others are reached in another way. */
  readonly open: readonly string[];
  readonly onStep: (key: string) => void;
}

/** The steps of a record, the one it is at marked; a click leads to the next one by its verb. */
export function StagePath({ field, value, open, onStep }: StagePathProps) {
  const { t } = useLingui();
  const steps = (field.choices ?? []).filter((each) => each.active || each.key === value);
  const at = steps.findIndex((step) => step.key === value);
  return (
    <ol className={css.path} aria-label={labelOf(field)}>
      {steps.map((step, place) => {
        const name = say(step.label, step.key);
        const marks = {
          className: css.step,
          'aria-current': place === at ? ('step' as const) : undefined,
          'data-past': place < at || undefined,
        };
        return (
          <li key={step.key}>
            {open.includes(step.key) && place !== at ? (
              <button
                type="button"
                {...marks}
                aria-label={t`Move to ${name}`}
                onClick={() => onStep(step.key)}
              >
                {name}
              </button>
            ) : (
              <span {...marks}>
                {place === at ? <Icon name="check" size={12} /> : null}
                {name}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
