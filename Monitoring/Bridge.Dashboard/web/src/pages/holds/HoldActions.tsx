import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { ActionResult, Hold } from '../../api/types';
import { serverNow, useNow } from '../../app/clock';
import { useMay, useSession } from '../../app/session';
import { Countdown } from '../../components/Countdown';
import { ErrorNote } from '../../components/ErrorNote';
import { Outcomes } from '../../components/Outcomes';
import { PhoneNote } from '../../components/PhoneNote';
import { holdFields } from '../../paper/make';
import { useCreatePaper } from '../papers/useCreatePaper';

/** Approve, reject, or pay what two officers approved. Each decision is a paper that the officer signs on its own page. */
export function HoldActions({ hold, isRefused }: { hold: Hold; isRefused: boolean }) {
  const { client } = useSession();
  const mayReject = useMay('paperTighten');
  const mayApprove = useMay('paperLoosen');
  const mayExecute = useMay('executeHold');
  const views = useQueryClient();
  const create = useCreatePaper();
  const now = useNow();
  const execute = useMutation({
    mutationFn: () => post<ActionResult>(`/api/holds/${encodeURIComponent(hold.id)}/execute`),
    onSettled: () => views.invalidateQueries({ queryKey: keys.holds }),
  });
  const decide = (action: 'ApproveHold' | 'RejectHold'): void => create.mutate({ action, fields: holdFields(serverNow(), hold.id, hold.transfer!.leaf) });
  if (!mayReject) return <p className="muted">Officers decide about holds. This session can watch.</p>;
  const isApproved = hold.approvals >= 2;
  const isTooYoung = hold.executableAt !== null && Date.parse(hold.executableAt) > now;
  return (
    <div className="form">
      {create.error && <ErrorNote error={create.error} what="The paper was not made." />}
      {execute.error && <ErrorNote error={execute.error} what="It was not paid." />}
      {execute.data && <Outcomes result={execute.data} />}
      {client === 'phone' && <PhoneNote what="Approving or paying a held release" />}
      <div className="row">
        {mayApprove && !isApproved && <button type="button" className="button button-main" disabled={isRefused || create.isPending} onClick={() => decide('ApproveHold')}>Approve<span className="visually-hidden"> {hold.id}</span></button>}
        {mayExecute && isApproved && <button type="button" className="button button-main" disabled={isRefused || isTooYoung || execute.isPending} onClick={() => execute.mutate()}>{execute.isPending ? 'Paying' : 'Pay it'}<span className="visually-hidden"> {hold.id}</span></button>}
        <button type="button" className="button button-danger" disabled={isRefused || create.isPending} onClick={() => decide('RejectHold')}>Reject<span className="visually-hidden"> {hold.id}</span></button>
        {isApproved && isTooYoung && <span className="small muted">can be paid <Countdown to={hold.executableAt!} then="now" /></span>}
      </div>
    </div>
  );
}
