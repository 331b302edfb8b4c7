import { useLingui } from '@lingui/react/macro';
import type { ImportRun } from './query';

/** How an import stands, in a word. */
export function StateName({ run }: { readonly run: ImportRun }) {
  const { t } = useLingui();
  if (run.work === 'undo') return t`being undone`;
  const names: Record<ImportRun['state'], string> = {
    uploaded: t`not read yet`,
    analysed: t`not mapped yet`,
    mapped: t`not checked yet`,
    checked: t`checked, not imported`,
    running: t`running`,
    paused: t`paused`,
    finished: t`finished`,
    failed: t`failed`,
    cancelled: t`cancelled`,
    undone: t`undone`,
  };
  return names[run.state];
}
