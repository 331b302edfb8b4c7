import { useLingui } from '@lingui/react/macro';
import { say } from '@/records/catalogue/catalogue';
import type { Place } from './places';

/** What a place is called, in words. */
export function usePlaceName(): (place: Place) => string {
  const { t } = useLingui();
  const parts: Readonly<Record<string, string>> = {
    kind: t`kind`,
    line1: t`street`,
    line2: t`second line`,
    postal_code: t`postal code`,
    city: t`city`,
    region: t`region`,
    country: t`country`,
  };
  return ({ field, part, at }) => {
    const name = say(field.label, field.name === 'id' ? t`Record id` : field.name);
    const counted = at > 1 ? `${name} ${String(at)}` : name;
    return parts[part] ? `${counted}: ${parts[part]}` : counted;
  };
}
