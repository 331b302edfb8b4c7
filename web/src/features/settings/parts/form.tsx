import { useLingui } from '@lingui/react/macro';
import type { ReactNode, SubmitEvent } from 'react';
import { Button } from '@/kit/button/button';
import css from './parts.module.css';

interface FormProps {
  readonly label: string;
  readonly submit: string;
  readonly isBusy: boolean;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** The form of a dialogue: its fields, below them the way on and the way out. */
export function Form(props: FormProps) {
  const { t } = useLingui();
  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    props.onSubmit();
  }
  return (
    <form className={css.form} aria-label={props.label} noValidate onSubmit={onSubmit}>
      {props.children}
      <footer className={css.foot}>
        <Button type="button" tone="quiet" onClick={props.onCancel}>{t`Cancel`}</Button>
        <Button
          type="submit"
          tone={props.isDanger ? 'danger' : 'primary'}
          disabled={props.isBusy || props.isDisabled === true}
        >
          {props.submit}
        </Button>
      </footer>
    </form>
  );
}

interface SaveBarProps {
  readonly isDirty: boolean;
  readonly isBusy: boolean;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

/** Says that something is not saved yet, with both ways to end that. */
export function SaveBar({ isDirty, isBusy, onSave, onDiscard }: SaveBarProps) {
  const { t } = useLingui();
  return (
    <footer className={css.save} data-dirty={isDirty || undefined}>
      <span role="status">{isDirty ? t`Not saved yet` : ''}</span>
      <Button tone="quiet" disabled={!isDirty || isBusy} onClick={onDiscard}>{t`Discard`}</Button>
      <Button tone="primary" disabled={!isDirty || isBusy} onClick={onSave}>{t`Save`}</Button>
    </footer>
  );
}
