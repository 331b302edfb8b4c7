import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { Party } from '../model';
import { Form } from '../parts/form';
import { useWrite } from '../queries';
import type { Rule } from './model';
import { PartyField } from './party-field';

interface NewRuleProps {
  readonly types: readonly RecordEntry[];
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

/** Begin a rule; it is seen with its effect before it is made active. */
export function NewRule({ types, onClose, onDone }: NewRuleProps) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [record, setRecord] = useState(types[0]?.record ?? '');
  const [level, setLevel] = useState('read');
  const [source, setSource] = useState<Party>({ kind: 'role_below', id: '' });
  const [target, setTarget] = useState<Party>({ kind: 'group', id: '' });
  const create = useWrite<Rule>((rule) => {
    onClose();
    onDone(rule.id);
  });
  return (
    <Dialog title={t`New rule`} isOpen onClose={onClose}>
      <Form
        label={t`New rule`}
        submit={t`Create`}
        isBusy={create.isPending}
        isDisabled={name.trim() === '' || source.id === '' || target.id === ''}
        onCancel={onClose}
        onSubmit={() =>
          create.mutate({
            path: '/sharing_rules',
            body: { name, record, level, source, target },
          })
        }
      >
        <TextField
          label={t`Name`}
          required
          value={name}
          error={faultAt(create.error, '/name')}
          onValueChange={setName}
        />
        <SelectField
          label={t`Record type`}
          value={record}
          onValue={setRecord}
          options={types.map((entry) => ({ value: entry.record, label: plural(entry) }))}
        />
        <PartyField
          label={t`Records of`}
          kinds={['role_below', 'role', 'group']}
          value={source}
          error={faultAt(create.error, '/source')}
          onValue={setSource}
        />
        <PartyField
          label={t`Opened to`}
          kinds={['group', 'role', 'role_below', 'user']}
          value={target}
          error={faultAt(create.error, '/target')}
          onValue={setTarget}
        />
        <SelectField
          label={t`They may`}
          value={level}
          onValue={setLevel}
          options={[
            { value: 'read', label: t`Read` },
            { value: 'write', label: t`Read and change` },
          ]}
        />
        <Refusal error={create.error} said={['/name', '/source', '/target']} />
      </Form>
    </Dialog>
  );
}
