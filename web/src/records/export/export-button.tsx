import { useLingui } from '@lingui/react/macro';
import { Suspense, lazy, useState } from 'react';
import { IconButton } from '@/kit/button/button';
import type { RecordEntry } from '@/records/catalogue/types';
import type { View } from './query';

// What few use of a list is not part of its first screen.
const ExportPanel = lazy(async () => ({
  default: (await import('./export-panel')).ExportPanel,
}));

interface ExportButtonProps {
  readonly entry: RecordEntry;
  readonly view: View;
  readonly count: number | string | undefined;
  readonly zone: string;
}

/** Exports what a list shows; who may not export does not see it. */
export function ExportButton({ entry, ...rest }: ExportButtonProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  if (!entry.can.export) return null;
  return (
    <>
      <IconButton icon="download" label={t`Export`} onClick={() => setOpen(true)} />
      {open ? (
        <Suspense>
          <ExportPanel entry={entry} {...rest} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
