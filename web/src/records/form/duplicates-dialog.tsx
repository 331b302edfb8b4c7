import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { singular } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './create.module.css';
import type { Candidate } from './model';

interface DuplicatesDialogProps {
  readonly entry: RecordEntry;
  readonly candidates: readonly Candidate[];
  readonly isPending: boolean;
  readonly onCancel: () => void;
  readonly onCertain: () => void;
}

/** Records that the new one may stand for already, and the way to create it nevertheless. */
export function DuplicatesDialog(props: DuplicatesDialogProps) {
  const { entry, candidates, isPending, onCancel, onCertain } = props;
  const { t } = useLingui();
  const name = singular(entry);
  return (
    <Dialog
      isOpen
      onClose={onCancel}
      title={t`Perhaps it is known already`}
      text={
        candidates.length > 0
          ? t`Look whether one of these is the same. What you typed stays.`
          : t`There is one that may be the same, which you may not see. What you typed stays.`
      }
      actions={
        <>
          <Button onClick={onCancel}>{t`Go on editing`}</Button>
          <Button tone="primary" disabled={isPending} onClick={onCertain}>
            {t`Create anyway: ${name}`}
          </Button>
        </>
      }
    >
      <ul className={css.candidates}>
        {candidates.map((each) => (
          <li key={each.id}>
            <Link to="/$path/$id/{-$tab}" params={{ path: entry.path, id: each.id }}>
              {each.title ?? t`Without a name`}
              <span className={css.score}>{each.score} %</span>
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
