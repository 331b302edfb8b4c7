import { useLingui } from '@lingui/react/macro';
import { Fragment, useState } from 'react';
import { Button } from '@/kit/button/button';
import { Check } from '@/kit/check/check';
import { Icon } from '@/kit/icon/icon';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { toggled } from '../model';
import css from './matrix.module.css';
import {
  ACTIONS,
  OTHER_TOOLS,
  TYPE_TOOLS,
  isNamed,
  moduleOf,
  withAction,
  withModule,
  type Permissions,
} from './model';
import { FieldLevels } from './field-levels';
import { useRightWords } from './right-words';

interface MatrixProps {
  readonly permissions: Permissions;
  readonly onChange: (permissions: Permissions) => void;
}

/** Record types by rights; tools and fields of a type fold in below it. */
export function Matrix({ permissions, onChange }: MatrixProps) {
  const { t } = useLingui();
  const word = useRightWords();
  const { records } = useCatalogue();
  const [open, setOpen] = useState<readonly string[]>([]);
  const all = t`All others`;
  return (
    <div className={css.box} role="group" aria-label={t`Rights by record type`} tabIndex={0}>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">{t`Record type`}</th>
            {ACTIONS.map((action) => (
              <th key={action} scope="col">
                {word(action)}
              </th>
            ))}
            <th scope="col">
              <span className="for-readers">{t`More`}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              {all}
              <small>{t`every type that is not named, new ones too`}</small>
            </th>
            {ACTIONS.map((action) => {
              const actionName = word(action);
              return (
                <td key={action}>
                  <Check
                    isBare
                    label={t`${all}: ${actionName}`}
                    isOn={permissions.actions.includes(action)}
                    onToggle={(isOn) =>
                      onChange({
                        ...permissions,
                        actions: withAction(permissions.actions, action, isOn),
                      })
                    }
                  />
                </td>
              );
            })}
            <td />
          </tr>
          <tr>
            <td colSpan={6}>
              <Tools
                label={t`Tools`}
                tools={[...TYPE_TOOLS, ...OTHER_TOOLS]}
                held={permissions.tools}
                onHeld={(tools) => onChange({ ...permissions, tools })}
              />
            </td>
          </tr>
          {records.map((entry) => (
            <Fragment key={entry.record}>
              <TypeRow
                entry={entry}
                permissions={permissions}
                isOpen={open.includes(entry.record)}
                onOpen={(isOpen) => setOpen(toggled(open, entry.record, isOpen))}
                onChange={onChange}
              />
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TypeRowProps extends MatrixProps {
  readonly entry: RecordEntry;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

function TypeRow({ entry, permissions, isOpen, onOpen, onChange }: TypeRowProps) {
  const { t } = useLingui();
  const word = useRightWords();
  const { record } = entry;
  const module = moduleOf(permissions, record);
  const named = isNamed(permissions, record);
  const typeName = plural(entry);
  const set = (part: Parameters<typeof withModule>[2]) =>
    onChange(withModule(permissions, record, part));
  return (
    <>
      <tr data-named={named || undefined}>
        <th scope="row">
          <button type="button" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
            <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
            {typeName}
          </button>
        </th>
        {ACTIONS.map((action) => {
          const actionName = word(action);
          return (
            <td key={action}>
              <Check
                isBare
                label={t`${typeName}: ${actionName}`}
                isOn={module.actions.includes(action)}
                onToggle={(isOn) => set({ actions: withAction(module.actions, action, isOn) })}
              />
            </td>
          );
        })}
        <td>
          {named ? (
            <Button tone="quiet" onClick={() => set(null)}>{t`As all others`}</Button>
          ) : (
            <small>{t`as all others`}</small>
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={6} className={css.inner}>
            <Tools
              label={t`Tools`}
              tools={TYPE_TOOLS}
              held={module.tools}
              onHeld={(tools) => set({ tools })}
            />
            <FieldLevels entry={entry} module={module} onFields={(fields) => set({ fields })} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

interface ToolsProps {
  readonly label: string;
  readonly tools: readonly string[];
  readonly held: readonly string[];
  readonly onHeld: (held: string[]) => void;
}

function Tools({ label, tools, held, onHeld }: ToolsProps) {
  const word = useRightWords();
  return (
    <fieldset className={css.tools}>
      <legend>{label}</legend>
      {tools.map((tool) => (
        <Check
          key={tool}
          label={word(tool)}
          isOn={held.includes(tool)}
          onToggle={(isOn) => onHeld(toggled(held, tool, isOn))}
        />
      ))}
    </fieldset>
  );
}
