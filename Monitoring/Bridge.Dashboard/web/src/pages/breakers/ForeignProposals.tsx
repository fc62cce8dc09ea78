import type { ForeignProposal } from '../../api/types';
import { serverNow } from '../../app/clock';
import { useMay, useNames } from '../../app/session';
import { Countdown } from '../../components/Countdown';
import { ErrorNote } from '../../components/ErrorNote';
import { Hash } from '../../components/Hash';
import { actionWords, chainTitle } from '../../format/words';
import { vetoFields } from '../../paper/make';
import { useCreatePaper } from '../papers/useCreatePaper';
import { TableFrame } from '../../components/TableFrame';

/** Scheduled on a chain without this dashboard: whoever cannot explain one vetoes it. */
export function ForeignProposals({ proposals }: { proposals: readonly ForeignProposal[] }) {
  const names = useNames();
  const mayVeto = useMay('paperTighten');
  const create = useCreatePaper();
  return (
    <>
      {create.error && <div className="panel-body"><ErrorNote error={create.error} what="The veto was not made." /></div>}
      <TableFrame>
        <table>
          <thead><tr><th scope="col">Digest</th><th scope="col">Chain</th><th scope="col">Action</th><th scope="col">Ready</th><th scope="col" className="actions"><span className="visually-hidden">actions</span></th></tr></thead>
          <tbody>
            {proposals.map(proposal => (
              <tr key={`${proposal.chain} ${proposal.digest}`}>
                <th scope="row"><Hash value={proposal.digest} what="digest" /></th>
                <td>{chainTitle[proposal.chain]}</td>
                <td>{proposal.action ? actionWords[proposal.action] : 'the chain does not say'}</td>
                <td>{proposal.readyAt ? <Countdown to={proposal.readyAt} then="now" /> : 'not known'}</td>
                <td className="number actions">{mayVeto && <button type="button" className="button button-danger button-small" onClick={() => create.mutate({ action: 'Veto', fields: vetoFields(serverNow(), String(names.chain(proposal.chain).number), proposal.digest) })}>Veto it</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}
