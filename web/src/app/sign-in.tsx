import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { call } from '@/api/client';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { TextField } from '@/kit/field/field';
import css from './sign-in.module.css';

export function SignIn() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => call('/session', { body: { email, password } }),
    // What the one before could see is not what the next one may see.
    onSuccess: () => queries.resetQueries(),
  });

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    signIn.mutate();
  }

  return (
    <main className={css.page}>
      <form className={css.card} onSubmit={onSubmit}>
        <img src="/icon.svg" alt="" width={36} height={36} />
        <h1>{t`Sign in to Kontor`}</h1>
        <TextField
          label={t`E-mail`}
          type="email"
          autoComplete="username"
          required
          value={email}
          onValueChange={setEmail}
        />
        <TextField
          label={t`Password`}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onValueChange={setPassword}
        />
        <p className={css.error} role="alert">
          {signIn.isError ? refusal(signIn.error) : null}
        </p>
        <Button tone="primary" type="submit" disabled={signIn.isPending}>
          {t`Sign in`}
        </Button>
      </form>
    </main>
  );

  function refusal(error: Error): string {
    return isProblem(error, 'offline') ? t`There is no connection to the server.` : error.message;
  }
}
