import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { post } from '../../api/client';
import type { Session, SignIn } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';
import { Field } from '../../components/Field';
import { PageHead } from '../../components/PageHead';

/** A small touch screen is a phone: it may tighten and never loosen. The server looks at the user agent as well. */
const client = (): SignIn['client'] => (matchMedia('(pointer: coarse) and (max-width: 860px)').matches ? 'phone' : 'desk');

/** Name, password, and the six digits of the second factor. */
export function SignInPage({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useMutation({
    mutationFn: () => post<Session>('/api/session', { user, password, code, client: client() } satisfies SignIn),
    onSuccess: onSignedIn,
    onError: () => setCode(''),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <main className="sign-in">
      <div className="stack">
        <div className="brand"><img src="/icon.svg" alt="" /><div>Bridge risk desk<span>for risk staff</span></div></div>
        <section className="panel">
          <form className="panel-body form" onSubmit={submit}>
            <PageHead title="Sign in" />
            {signIn.error && <ErrorNote error={signIn.error} what="You are not signed in." />}
            <Field label="Name">{props => <input {...props} value={user} onChange={e => setUser(e.target.value)} autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus />}</Field>
            <Field label="Password">{props => <input {...props} type="password" value={password} onChange={e => setPassword(e.target.value)} autoComplete="current-password" required />}</Field>
            <Field label="Code" hint="The six digits of your authenticator, each used once.">
              {props => <input {...props} value={code} onChange={e => setCode(e.target.value.replace(/\D/g, '').slice(0, 6))} inputMode="numeric" autoComplete="one-time-code" pattern="[0-9]{6}" required />}
            </Field>
            <button type="submit" className="button button-main" disabled={signIn.isPending}>{signIn.isPending ? 'Signing in' : 'Sign in'}</button>
          </form>
        </section>
        <p className="small muted">Looking for a transfer? The <a href="/public">public page</a> needs no account.</p>
      </div>
    </main>
  );
}
