import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { get, RequestError } from '../../api/client';
import type { PublicLimits, PublicTransfer } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';
import { Field } from '../../components/Field';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { PublicLimitTable } from './PublicLimitTable';
import { PublicTransferFacts } from './PublicTransferFacts';

/** For everybody, without an account: where a transfer is, and what the limits are now. Nothing else. */
export default function PublicPage() {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const limits = useQuery({ queryKey: ['public limits'], queryFn: ({ signal }) => get<PublicLimits>('/api/public/limits', signal), refetchInterval: 15_000 });
  const transfer = useQuery({ queryKey: ['public transfer', asked], queryFn: ({ signal }) => get<PublicTransfer>(`/api/public/transfers/${encodeURIComponent(asked)}`, signal), enabled: asked !== '', refetchInterval: 5_000 });
  const isNone = transfer.error instanceof RequestError && transfer.error.error === 'badRequest';
  const isMissing = transfer.error instanceof RequestError && transfer.error.error === 'notFound';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(text.trim());
  };
  return (
    <main className="content public" id="main">
      <div className="brand"><img src="/icon.svg" alt="" /><div>Bridge<span>{limits.data?.name ?? 'public page'}</span></div></div>
      <PageHead title="Where is my transfer?">By its id, as 1-2-17, or by the transaction of its lock. Anybody may look; nobody can change anything here.</PageHead>
      <div className="stack">
        <form className="panel panel-body row" role="search" onSubmit={submit}>
          <Field label="Transfer or transaction" className="grow">{props => <input {...props} type="search" value={text} onChange={e => setText(e.target.value)} spellCheck={false} autoCapitalize="none" required />}</Field>
          <button type="submit" className="button button-main">Look</button>
        </form>
        <div aria-live="polite">
          {asked !== '' && isMissing && <p className="panel empty">No such transfer is known. A lock appears a few seconds after its transaction; look at the number again otherwise.</p>}
          {asked !== '' && isNone && <p className="panel empty">That is neither a transfer’s id, three numbers as 1-2-17, nor a transaction’s hash or signature.</p>}
          {asked !== '' && transfer.error && !isMissing && !isNone && <ErrorNote error={transfer.error} what="The transfer could not be read." />}
          {transfer.data && !isMissing && !isNone && <PublicTransferFacts transfer={transfer.data} />}
        </div>
        <Panel title="Limits now" note="in whole tokens; a transfer from ‘held from’ on waits for two officers" flush><View query={limits} what="The limits">{view => <PublicLimitTable view={view} />}</View></Panel>
      </div>
    </main>
  );
}
