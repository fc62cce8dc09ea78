import { serverNow } from '../../app/clock';
import { ErrorNote } from '../../components/ErrorNote';
import { vetoFields } from '../../paper/make';
import type { CheckedPaper } from '../../paper/paper';
import { useCreatePaper } from './useCreatePaper';

/** A veto is a paper of its own: one officer or sentinel signs it; of a revocation an officer, and not the one it is about. */
export function VetoStep({ paper }: { paper: CheckedPaper }) {
  const create = useCreatePaper();
  return (
    <div className="form">
      {create.error && <ErrorNote error={create.error} what="The veto was not made." />}
      <div className="row">
        <button type="button" className="button button-danger" disabled={create.isPending} onClick={() => create.mutate({ action: 'Veto', fields: vetoFields(serverNow(), paper.fields['chain']!, paper.digest) })}>Veto it</button>
        <span className="small muted">Makes a veto paper; one signature{paper.action === 'RevokeRole' && ' of an officer who keeps the role'} ends this one for good.</span>
      </div>
    </div>
  );
}
