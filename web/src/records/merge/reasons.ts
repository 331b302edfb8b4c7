import { useLingui } from '@lingui/react/macro';

/** Why two records may be one, in words. */
export function useReasons(): (term: string) => string {
  const { t } = useLingui();
  const reasons: Readonly<Record<string, string>> = {
    name: t`similar name`,
    sound: t`name sounds alike`,
    personal_mail: t`same e-mail`,
    role_mail: t`same shared mailbox`,
    mobile: t`same mobile number`,
    phone: t`same phone number`,
    together: t`same organization`,
    place: t`same address`,
    birth: t`same birthday`,
    identifier: t`same official number`,
    domain: t`same domain`,
  };
  return (term) => reasons[term] ?? term;
}
