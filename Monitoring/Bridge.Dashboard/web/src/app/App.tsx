import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { get, onSignedOut, keepToken, remove } from '../api/client';
import { forgetSession, keys } from '../api/liveUpdates';
import type { SessionState } from '../api/types';
import { ErrorNote } from '../components/ErrorNote';
import { View } from '../components/View';
import { SignInPage } from '../pages/sign-in/SignInPage';
import { setServerTime } from './clock';
import { Shell } from './Shell';

const PublicPage = lazy(() => import('../pages/public/PublicPage'));

/** Public part, sign-in, or the desk. */
export function App() {
  const [path] = useLocation();
  if (path.startsWith('/public')) return <Suspense fallback={<p className="loading">Loading</p>}><PublicPage /></Suspense>;
  return <Desk />;
}

function Desk() {
  const views = useQueryClient();
  const session = useQuery({ queryKey: keys.session, queryFn: async () => take(await get<SessionState>('/api/session')), staleTime: Infinity, refetchOnWindowFocus: true });
  useEffect(() => onSignedOut(() => forgetSession(views)), [views]);
  const leaving = useMutation({ mutationFn: () => remove('/api/session'), onSuccess: () => forgetSession(views) });
  // Nothing is asked for in a session that is ending: what is under way is given up, and what is not shown reads nothing.
  const signOut = (): void => void views.cancelQueries().then(() => leaving.mutate());
  if (leaving.isPending) return <p className="loading" role="status">Signing out</p>;
  return (
    <View query={session} what="The session">
      {state => (state.signedIn
        ? <>{leaving.error && <ErrorNote error={leaving.error} what="You are still signed in." retry={signOut} />}<Shell session={state} onSignOut={signOut} /></>
        : <SignInPage onSignedIn={signedIn => views.setQueryData(keys.session, take(signedIn))} />)}
    </View>
  );
}

function take(state: SessionState): SessionState {
  if (state.signedIn) {
    keepToken(state.csrf);
    setServerTime(state.deployment.now);
  }

  return state;
}
