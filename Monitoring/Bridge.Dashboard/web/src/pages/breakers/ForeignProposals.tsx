import { useQuery } from '@tanstack/react-query';
import { limitsQuery } from '../../api/queries';
import type { BreakersView, ForeignProposal, LimitRow } from '../../api/types';
import { serverNow } from '../../app/clock';
import { useMay, useNames, useSession } from '../../app/session';
import { Changes } from '../../components/Changes';
import { Countdown } from '../../components/Countdown';
import { ErrorNote } from '../../components/ErrorNote';
import { Hash } from '../../components/Hash';
import { Note } from '../../components/Note';
import { Panel } from '../../components/Panel';
import { formatTime } from '../../format/time';
import { actionWords, chainTitle, sentence } from '../../format/words';
import { PaperError } from '../../paper/fields';
import { changesOf, foreignMeaning } from '../../paper/changes';
import { vetoFields } from '../../paper/make';
import { useCreatePaper } from '../papers/useCreatePaper';

/** Scheduled on a chain without this dashboard: judged like what was made here, and vetoed by whoever cannot explain it. */
export function ForeignProposals({ view }: { view: BreakersView }) {
  const create = useCreatePaper();
  const limits = useQuery(limitsQuery);
  if (view.foreign.length === 0) return null;
  return (
    <Panel title="Scheduled by somebody else" note="not made on this dashboard: explain them or veto them">
      <div className="stack">
        {create.error && <ErrorNote error={create.error} what="The veto was not made." />}
        {limits.error && <ErrorNote error={limits.error} what="The limits in force could not be read: what they become is shown alone." />}
        {view.foreign.map(proposal => (
          <Proposal key={`${proposal.chain} ${proposal.digest}`} proposal={proposal} view={view} limits={limits.data?.rows} create={create} />
        ))}
      </div>
    </Panel>
  );
}

interface ProposalProps {
  readonly proposal: ForeignProposal;
  readonly view: BreakersView;
  readonly limits: readonly LimitRow[] | undefined;
  readonly create: ReturnType<typeof useCreatePaper>;
}

function Proposal({ proposal, view, limits, create }: ProposalProps) {
  const names = useNames();
  const mayVeto = useMay('paperTighten');
  const veto = (): void => create.mutate({ action: 'Veto', fields: vetoFields(serverNow(), String(names.chain(proposal.chain).number), proposal.digest) });
  return (
    <article className="hold">
      <div>
        <What proposal={proposal} view={view} limits={limits} />
      </div>
      <div className="stack">
        <dl className="facts">
          <dt>Signed by</dt>
          <dd>{proposal.signers.length === 0 ? (proposal.action === null ? 'the guardians’ key in force' : 'nobody that the chain shows') : proposal.signers.map(({ address, user }) => <span key={address} className="sub">{user ?? 'key of nobody here'} <Hash value={address} what="signer's address" /></span>)}</dd>
          <dt>Can be executed</dt>
          <dd>{proposal.readyAt ? <><Countdown to={proposal.readyAt} then="now" /> <span className="muted nowrap">from {formatTime(proposal.readyAt)}</span></> : 'not known'}</dd>
          <dt>Until</dt>
          <dd>{proposal.until ? <>{formatTime(proposal.until)} <span className="muted">(void <Countdown to={proposal.until} then="now" />)</span></> : 'it is vetoed: there is no other end'}</dd>
          <dt>Digest</dt>
          <dd><Hash value={proposal.digest} what="digest" full /></dd>
        </dl>
        {mayVeto && <div className="row"><button type="button" className="button button-danger" disabled={create.isPending} onClick={veto}>Veto it</button><span className="small muted">{proposal.action === null || proposal.action === 'RevokeRole' ? 'one officer’s signature' : 'one signature'} ends it, until somebody executes it</span></div>}
      </div>
    </article>
  );
}

function What({ proposal, view, limits }: Pick<ProposalProps, 'proposal' | 'view' | 'limits'>) {
  const { deployment } = useSession();
  const where = chainTitle[proposal.chain];
  if (proposal.action === null) return <h3>Rotate the guardians’ key on {where}</h3>;
  try {
    const meaning = foreignMeaning(deployment, proposal);
    if (!meaning) return <><h3>{sentence(actionWords[proposal.action])} on {where}</h3><Note tone="caution"><p>{where} does not show the paper: it was presented through another contract. Nobody here can say what it changes.</p></Note></>;
    return <><h3>{sentence(meaning.sentence)}</h3><Changes changes={changesOf(deployment, proposal.chain, meaning.paper, { cells: view.cells, limits })} /></>;
  } catch (error) {
    if (!(error instanceof PaperError)) throw error;
    return <><h3>{sentence(actionWords[proposal.action])} on {where}</h3><ErrorNote error={error} what="The server shows another paper than the one that waits: do not believe what it says of it." /></>;
  }
}
