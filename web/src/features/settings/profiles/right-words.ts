import { useLingui } from '@lingui/react/macro';

/** The words for actions, tools and levels of fields. */
export function useRightWords(): (key: string) => string {
  const { t } = useLingui();
  const words: Readonly<Record<string, string>> = {
    read: t`Read`,
    create: t`Create`,
    update: t`Change`,
    delete: t`Delete`,
    import: t`Import`,
    export: t`Export`,
    export_all: t`Export everything`,
    bulk: t`Many at once`,
    merge: t`Merge`,
    print: t`Print`,
    api: t`API`,
    report: t`Reports`,
    empty_bin: t`Empty the bin`,
    offline: t`Work offline`,
    manage_access: t`Manage access`,
    manage_tags: t`Manage tags`,
    customize: t`Own fields and lists`,
    none: t`Hidden`,
    masked: t`Masked`,
    edit: t`Read and change`,
  };
  return (key) => words[key] ?? key;
}
