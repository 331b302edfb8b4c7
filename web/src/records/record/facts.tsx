import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import type { RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { Fact } from './fact';
import css from './record.module.css';
import { sectionsOf, type ShownSection } from './sections';

interface FactsProps {
  readonly entry: RecordEntry;
  readonly record: Row;
  readonly refs: Refs;
  readonly canChange: boolean;
  readonly onVerb: (verb: string) => void;
}

/** What is known of a record, section by section; what is empty is folded. */
export function Facts(props: FactsProps) {
  return (
    <div className={css.facts}>
      {sectionsOf(props.entry, props.record).map((section) => (
        <SectionOfFacts key={section.key} section={section} {...props} />
      ))}
    </div>
  );
}

interface SectionProps extends FactsProps {
  readonly section: ShownSection;
}

function SectionOfFacts({ section, ...rest }: SectionProps) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const { label, filled, empty } = section;
  const isFolded = !isOpen && empty.length > 0 && rest.canChange;
  const shown = isOpen ? [...filled, ...empty] : filled;
  const number = empty.length;
  if (shown.length === 0 && !isFolded) return null;
  return (
    <section className={css.section} aria-label={label}>
      <h2>{label}</h2>
      <dl>
        {shown.map((field) => (
          <Fact key={field.name} field={field} {...rest} />
        ))}
      </dl>
      {isFolded ? (
        <Button tone="quiet" icon="chevron-down" onClick={() => setOpen(true)}>
          {t`${number} without a value`}
        </Button>
      ) : null}
    </section>
  );
}
