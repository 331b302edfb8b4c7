import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import type { AreaProps } from '../areas';
import { useRoles } from '../queries';
import { NewRole } from './new-role';
import { RolePage } from './role-page';
import { RoleTree } from './role-tree';
import css from './roles.module.css';

/** The tree of roles: who is above sees what those below own. */
export function RolesArea({ item, onItem }: AreaProps) {
  const { t } = useLingui();
  const roles = useRoles();
  const [isNew, setIsNew] = useState(false);
  const role = roles.find((each) => each.id === item);
  return (
    <Page
      title={t`Roles`}
      hint={t`A tree: who is above sees the records of those below. Arrow keys lead through it, Enter opens a role.`}
      actions={
        <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New role`}</Button>
      }
    >
      <div className={css.split}>
        <RoleTree roles={roles} open={item} onOpen={onItem} />
        {role ? (
          <RolePage key={role.id} role={role} onGone={() => onItem('')} />
        ) : (
          <State
            icon={item === '' ? 'network' : 'circle-x'}
            title={item === '' ? t`Choose a role` : t`Not found`}
          >
            {item === '' ? undefined : t`This role does not exist any more.`}
          </State>
        )}
      </div>
      {isNew ? (
        <NewRole above={role?.id ?? null} onClose={() => setIsNew(false)} onDone={onItem} />
      ) : null}
    </Page>
  );
}
