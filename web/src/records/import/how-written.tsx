import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { SelectField } from '@/kit/select-field/select-field';
import css from './import.module.css';
import type { HowWritten } from './query';

interface HowWrittenFormProps {
  readonly known?: HowWritten;
  readonly isBusy: boolean;
  readonly onHow: (how: HowWritten) => void;
}

/** How a text file is written, where people know it better than what was found. */
export function HowWrittenForm({ known = {}, isBusy, onHow }: HowWrittenFormProps) {
  const { t } = useLingui();
  const [encoding, setEncoding] = useState(known.encoding ?? '');
  const [delimiter, setDelimiter] = useState(known.delimiter ?? '');
  const found = { value: '', label: t`found by itself` };
  return (
    <div className={css.how}>
      <SelectField
        label={t`Characters`}
        value={encoding}
        options={[
          found,
          { value: 'utf-8', label: 'UTF-8' },
          { value: 'windows-1252', label: 'Windows-1252' },
          { value: 'utf-16', label: 'UTF-16' },
        ]}
        onValue={setEncoding}
      />
      <SelectField
        label={t`Columns are separated by`}
        value={delimiter}
        options={[
          found,
          { value: ';', label: t`semicolon ;` },
          { value: ',', label: t`comma ,` },
          { value: '\t', label: t`tab` },
          { value: '|', label: t`bar |` },
        ]}
        onValue={setDelimiter}
      />
      <Button
        disabled={isBusy}
        onClick={() => onHow({ ...(encoding && { encoding }), ...(delimiter && { delimiter }) })}
      >
        {t`Read again`}
      </Button>
    </div>
  );
}
