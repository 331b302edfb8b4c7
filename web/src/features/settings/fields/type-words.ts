import { useLingui } from '@lingui/react/macro';

/** The words for the types of own fields. */
export function useTypeWords(): (type: string) => string {
  const { t } = useLingui();
  const words: Readonly<Record<string, string>> = {
    text: t`Text`,
    number: t`Number`,
    money: t`Money`,
    date: t`Date`,
    datetime: t`Date and time`,
    choice: t`Choice of a list`,
    multi_choice: t`Several of a list`,
    boolean: t`Yes or no`,
    email: t`E-mail`,
    phone: t`Phone`,
    url: t`Web address`,
    reference: t`Leads to a record`,
    formula: t`Formula`,
  };
  return (type) => words[type] ?? type;
}
