import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { Paper } from '../../api/types';
import { announce } from '../../app/announce';
import { useSession } from '../../app/session';
import { ErrorNote } from '../../components/ErrorNote';
import { Note } from '../../components/Note';
import { PaperError } from '../../paper/fields';
import { withSignature, type CheckedPaper } from '../../paper/paper';
import { sameAddress } from '../../paper/signature';
import type { Wallet } from '../../wallet/provider';
import { connect, signFields } from '../../wallet/sign';
import { useWallets } from '../../wallet/useWallets';
import { SignOffline } from './SignOffline';
import { useSigningGate } from './useSigningGate';

/** Signing in the officer's own wallet. The wallet is given the fields; it computes and shows for itself. */
export function SignStep({ paper }: { paper: CheckedPaper }) {
  const { deployment, officer } = useSession();
  const wallets = useWallets();
  const views = useQueryClient();
  const gate = useSigningGate(paper);
  const [account, setAccount] = useState<string>();
  const sign = useMutation({
    mutationFn: async (wallet: Wallet) => {
      const signer = await connect(wallet.provider, officer);
      setAccount(signer);
      if (paper.signers.some(other => sameAddress(other, signer))) throw new PaperError('you have signed already: another officer signs next');
      const signature = await signFields(wallet.provider, signer, deployment.bridgeId, paper.action, paper.fields);
      await withSignature(paper, signature);
      return post<Paper>(`/api/papers/${paper.digest}/signatures`, { signature });
    },
    onSuccess: signed => {
      views.setQueryData(keys.paper(paper.digest), signed);
      announce('signed');
    },
  });
  const hasSigned = officer !== null && paper.signers.some(signer => sameAddress(signer, officer));
  if (hasSigned) return <Note tone="notice"><p>You have signed. Another officer opens this page and signs next: the address is the paper's digest, compare it by another way.</p></Note>;
  return (
    <div className="form">
      {sign.error && <ErrorNote error={sign.error} what="Nothing was signed." />}
      {gate && <Note tone="caution"><p>Cannot be signed here: {gate}.</p></Note>}
      <p>Read what it means, then sign. Your wallet shows the same fields: compare them, and the digest if it shows one.</p>
      <div className="row">
        {wallets.map(wallet => (
          <button key={wallet.id} type="button" className="button button-main" disabled={gate !== undefined || sign.isPending} onClick={() => sign.mutate(wallet)}>
            {sign.isPending ? 'Waiting for the wallet' : <>Sign with {wallet.name}</>}
          </button>
        ))}
      </div>
      {wallets.length === 0 && <Note tone="notice"><p>No wallet is in this browser. Install one that speaks EIP-1193, or sign the file on another computer.</p></Note>}
      {account && sign.isPending && <p className="small muted">Account {account}</p>}
      <SignOffline paper={paper} isBlocked={gate !== undefined} />
    </div>
  );
}
