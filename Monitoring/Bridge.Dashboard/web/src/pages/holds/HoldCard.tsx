import { Link } from 'wouter';
import type { Hold } from '../../api/types';
import { useSession } from '../../app/session';
import { Ago } from '../../components/Ago';
import { Amount } from '../../components/Amount';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { Note } from '../../components/Note';
import { Panel } from '../../components/Panel';
import { chainTitle } from '../../format/words';
import { PaperTable } from '../papers/PaperTable';
import { EvidenceList } from '../transfers/EvidenceList';
import { HoldActions } from './HoldActions';
import { refusalToDecide } from './refusalToDecide';

/** One held release with what speaks for and against it. */
export function HoldCard({ hold }: { hold: Hold }) {
  const { deployment } = useSession();
  const refusal = refusalToDecide(deployment, hold);
  return (
    <Panel
      title={<><Link href={`/transfers/${hold.id}`}>{hold.id}</Link> <Amount units={hold.amount} asset={hold.asset} /></>}
      note={<>held on {chainTitle[hold.chain]} <Ago at={hold.heldAt} /></>}
      actions={<Mark tone={hold.approvals >= 2 ? 'good' : 'alert'}>{hold.approvals} of 2 approvals on chain</Mark>}
    >
      <div className="hold">
        <div className="stack">
          {refusal && <Note tone="danger"><p className="strong">Never approve this: {refusal}</p><p>Raise the level of the chain if you cannot explain it, and reject the hold with the command line once it is understood.</p></Note>}
          {hold.transfer && (
            <dl className="facts">
              <dt>Sender</dt><dd><Hash value={hold.transfer.sender} what="sender" full /></dd>
              <dt>Recipient</dt><dd><Hash value={hold.transfer.recipient} what="recipient" full /></dd>
              <dt>Goes to</dt><dd>{hold.transfer.kind === 'margin' ? 'margin account' : 'wallet'} on {chainTitle[hold.chain]}</dd>
              <dt>Leaf</dt><dd>{refusal ? <Mark tone="danger">not this transfer's</Mark> : <Mark tone="good">computed here from the transfer's bytes: the one held on {chainTitle[hold.chain]}</Mark>}</dd>
            </dl>
          )}
          {hold.papers.length > 0 && <div><h3>Papers</h3><PaperTable papers={hold.papers} /></div>}
        </div>
        <div className="stack">
          <div><h3>Evidence</h3>{hold.evidence.length > 0 ? <EvidenceList evidence={hold.evidence} /> : <p className="muted">None was gathered.</p>}</div>
          <HoldActions hold={hold} isRefused={refusal !== undefined} />
        </div>
      </div>
    </Panel>
  );
}
