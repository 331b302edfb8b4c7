import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Check } from '@/kit/check/check';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { plural, say, useCatalogue } from '@/records/catalogue/catalogue';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { Form } from '../parts/form';
import css from '../parts/parts.module.css';
import { useReload } from '../queries';
import { changedField, draftOf, namesOf, newField } from './draft-field';
import { RESULTS, TYPES, type OwnField } from './model';
import { useDefine, useLists } from './queries';
import { useTypeWords } from './type-words';

interface FieldDialogProps {
  readonly path: string;
  readonly field?: OwnField;
  readonly onClose: () => void;
}

const SAID = ['/label/de', '/label/en', '/key', '/type', '/formula', '/target', '/choice_list'];

/** Give a record type a field, or change one; what holds its values together stays as it is. */
export function FieldDialog({ path, field, onClose }: FieldDialogProps) {
  const { t } = useLingui();
  const reload = useReload();
  const [shown, setShown] = useState(() => draftOf(field));
  const set = (part: Partial<typeof shown>) => setShown((before) => ({ ...before, ...part }));
  const write = useDefine(onClose);
  const title = field ? t`Change field` : t`New field`;
  const names = namesOf(shown);
  const code = isProblem(write.error) ? write.error.code : '';
  const at = (pointer: string) => faultAt(write.error, pointer);
  const wrongFormula = code.startsWith('formula_') ? write.error?.message : at('/formula');
  const wrongKey = code === 'unique_taken' ? write.error?.message : at('/key');

  function submit() {
    const all = `/${path}/custom_fields`;
    if (!field) write.mutate({ path: all, body: newField(shown) });
    else
      write.mutate({
        path: `${all}/${field.id}`,
        method: 'PATCH',
        version: field.version,
        body: changedField(shown, field),
      });
  }

  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form
        label={title}
        submit={field ? t`Save` : t`Create`}
        isBusy={write.isPending}
        isDisabled={names.label.de.trim() === ''}
        onCancel={onClose}
        onSubmit={submit}
      >
        <div className={css.columns}>
          <TextField
            label={t`Label in German`}
            value={shown.de}
            error={at('/label/de')}
            onValueChange={(de) => set({ de })}
          />
          <TextField
            label={t`Label in English`}
            value={shown.en}
            error={at('/label/en')}
            onValueChange={(en) => set({ en })}
          />
        </div>
        {field ? null : (
          <TextField
            label={t`Key (never changes)`}
            value={names.key}
            error={wrongKey}
            onValueChange={(text) => set({ key: text })}
          />
        )}
        <TypeFields
          path={path}
          isNew={!field}
          shown={shown}
          set={set}
          wrongFormula={wrongFormula}
          at={at}
        />
        {shown.type === 'formula' ? null : <Flags shown={shown} set={set} />}
        {wrongFormula || wrongKey ? null : (
          <Refusal error={write.error} said={SAID} onReload={() => void reload()} />
        )}
      </Form>
    </Dialog>
  );
}

interface PartProps {
  readonly shown: {
    readonly type: string;
    readonly choice_list: string;
    readonly target: string;
    readonly formula: string;
    readonly result: string;
  };
  readonly set: (part: Partial<PartProps['shown']>) => void;
}

interface TypeFieldsProps extends PartProps {
  readonly path: string;
  readonly isNew: boolean;
  readonly wrongFormula: string | undefined;
  readonly at: (pointer: string) => string | undefined;
}

function TypeFields({ path, isNew, shown, set, wrongFormula, at }: TypeFieldsProps) {
  const { t } = useLingui();
  const word = useTypeWords();
  const lists = useLists(path);
  const { records } = useCatalogue();
  const isOfList = shown.type === 'choice' || shown.type === 'multi_choice';
  return (
    <>
      <SelectField
        label={t`Kind`}
        value={shown.type}
        error={at('/type')}
        onValue={(type) => set({ type })}
        options={TYPES.map((type) => ({ value: type, label: word(type) }))}
      />
      {isNew && isOfList ? (
        <SelectField
          label={t`List`}
          value={shown.choice_list}
          none={t`Choose`}
          error={at('/choice_list')}
          onValue={(choice_list) => set({ choice_list })}
          options={lists.map((list) => ({ value: list.name, label: say(list.label, list.name) }))}
        />
      ) : null}
      {isNew && shown.type === 'reference' ? (
        <SelectField
          label={t`Leads to`}
          value={shown.target}
          none={t`Choose`}
          error={at('/target')}
          onValue={(target) => set({ target })}
          options={records.map((entry) => ({ value: entry.record, label: plural(entry) }))}
        />
      ) : null}
      {shown.type === 'formula' ? (
        <>
          <TextField
            label={t`Formula (CEL), for example: employees >= 50 ? "mid" : "small"`}
            value={shown.formula}
            error={wrongFormula}
            onValueChange={(formula) => set({ formula })}
          />
          <SelectField
            label={t`Answers`}
            value={shown.result}
            onValue={(result) => set({ result })}
            options={RESULTS.map((result) => ({ value: result, label: word(result) }))}
          />
        </>
      ) : null}
    </>
  );
}

interface Marks {
  readonly is_required: boolean;
  readonly is_unique: boolean;
  readonly is_indexed: boolean;
  readonly is_personal: boolean;
}

interface FlagsProps {
  readonly shown: Marks;
  readonly set: (part: Partial<Marks>) => void;
}

function Flags({ shown, set }: FlagsProps) {
  const { t } = useLingui();
  return (
    <div className={css.columns}>
      <Check
        label={t`Required`}
        hint={t`Binds new and edited records; older ones stay readable.`}
        isOn={shown.is_required}
        onToggle={(is_required) => set({ is_required })}
      />
      <Check
        label={t`Unique`}
        hint={t`No two records share a value.`}
        isOn={shown.is_unique}
        onToggle={(is_unique) => set({ is_unique })}
      />
      <Check
        label={t`Found fast`}
        hint={t`Filters and sorting by it take milliseconds; ten a record type.`}
        isOn={shown.is_indexed}
        onToggle={(is_indexed) => set({ is_indexed })}
      />
      <Check
        label={t`Personal`}
        hint={t`Tells something of a person and is erased with them.`}
        isOn={shown.is_personal}
        onToggle={(is_personal) => set({ is_personal })}
      />
    </div>
  );
}
