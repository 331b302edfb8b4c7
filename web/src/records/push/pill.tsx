import { Plural } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { useUnseen } from './unseen';

/** New records wait in here until one looks: nothing is pushed under the pointer. */
export function NewsPill({ path }: { readonly path: string }) {
  const queries = useQueryClient();
  const count = useUnseen(path);
  if (count === 0) return null;
  return (
    <Button
      icon="rotate-cw"
      onClick={() => void queries.invalidateQueries({ queryKey: keys.type(path) })}
    >
      <Plural value={count} one="# new" other="# new" />
    </Button>
  );
}
