import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { IconButton } from '@/kit/button/button';
import type { RecordEntry } from '@/records/catalogue/types';
import { ExportButton } from '@/records/export/export-button';
import type { View } from '@/records/export/query';

interface ToolsProps {
  readonly entry: RecordEntry;
  readonly view: View;
  readonly count: number | string | undefined;
  readonly zone: string;
}

/** What leads rows into a list and out of it, by files. */
export function Tools({ entry, ...shown }: ToolsProps) {
  const { t } = useLingui();
  return (
    <>
      {entry.can.import ? (
        <IconButton
          icon="upload"
          label={t`Import`}
          nativeButton={false}
          render={<Link to="/$path/import" params={{ path: entry.path }} />}
        />
      ) : null}
      <ExportButton entry={entry} {...shown} />
    </>
  );
}
