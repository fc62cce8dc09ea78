import type { Paper } from '../../api/types';
import { useNow } from '../../app/clock';
import { useMay, useSession } from '../../app/session';
import { Note } from '../../components/Note';
import { PhoneNote } from '../../components/PhoneNote';
import type { CheckedPaper } from '../../paper/paper';
import { loosensHere } from '../../paper/schema';
import { ExecuteStep } from './ExecuteStep';
import { SignStep } from './SignStep';
import { SubmitStep } from './SubmitStep';
import { VetoStep } from './VetoStep';
import { WithdrawStep } from './WithdrawStep';

/** What can be done with a paper now, by this session. */
export function PaperSteps({ claim, paper }: { claim: Paper; paper: CheckedPaper }) {
  const { client } = useSession();
  const now = useNow();
  const loosens = loosensHere(paper.action);
  const may = useMay(loosens ? 'paperLoosen' : 'paperTighten');
  const mayVeto = useMay('paperTighten');
  const isOpen = claim.state === 'collecting' || claim.state === 'complete' || claim.state === 'superseded';
  const isExpired = Date.parse(claim.notAfter) < now && isOpen;
  if (claim.state === 'done') return <Note tone="good"><p>Done on every chain that it names.</p></Note>;
  if (claim.state === 'vetoed') return <Note tone="danger"><p>Vetoed. It does not come back; a new paper is needed.</p></Note>;
  if (claim.state === 'overtaken') return <Note tone="notice"><p>Closed: what it would end has ended without it. Nobody needs to sign it.</p></Note>;
  if (claim.state === 'withdrawn') return <p>Withdrawn before it was submitted.</p>;
  if (claim.state === 'expired' || isExpired) return <p>Expired: it can do nothing any more. A new paper is needed.</p>;
  if (claim.state === 'superseded') {
    return (
      <div className="stack">
        <Note tone="caution"><p>Closed: one of its signers has signed a newer paper that was used first, and the chains take this one no more. A new paper is needed.</p></Note>
        {may && <WithdrawStep claim={claim} />}
      </div>
    );
  }
  const vetoes = claim.loosens && (claim.state === 'scheduled' || claim.state === 'ready') && mayVeto && <VetoStep paper={paper} />;
  if (client === 'phone' && loosens) return <div className="stack"><PhoneNote what="Signing, submitting or executing this paper" />{vetoes}</div>;
  if (!may) return <p className="muted">Officers sign, submit and execute papers. This session can watch.</p>;
  return (
    <div className="stack">
      {claim.state === 'collecting' && <SignStep paper={paper} />}
      {claim.state === 'complete' && <SubmitStep claim={claim} />}
      {claim.state === 'scheduled' && <Note tone="caution"><p>Waits for its delay. Until it is executed {paper.action === 'RevokeRole' ? 'any other officer' : 'anybody with a role'} may veto it.</p></Note>}
      {claim.state === 'ready' && <ExecuteStep claim={claim} />}
      {vetoes}
      {isOpen && <WithdrawStep claim={claim} />}
    </div>
  );
}
