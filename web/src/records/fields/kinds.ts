import { useLingui } from '@lingui/react/macro';

interface Kind {
  readonly value: string;
  readonly label: string;
}

/** What an e-mail address, a phone number or a postal address may be used for. */
export function useKinds(of: 'email' | 'phone' | 'address'): readonly Kind[] {
  const { t } = useLingui();
  const kinds = {
    email: { work: t`Work`, private: t`Private`, other: t`Other` },
    phone: {
      work: t`Work`,
      mobile: t`Mobile`,
      private: t`Private`,
      fax: t`Fax`,
      other: t`Other`,
    },
    address: {
      visit: t`Visit`,
      billing: t`Billing`,
      delivery: t`Delivery`,
      home: t`Home`,
      other: t`Other`,
    },
  };
  return Object.entries(kinds[of]).map(([value, label]) => ({ value, label }));
}
