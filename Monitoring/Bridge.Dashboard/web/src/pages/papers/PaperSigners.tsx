import type { ChainName, Paper } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { Note } from '../../components/Note';
import { chainTitle } from '../../format/words';
import type { CheckedPaper } from '../../paper/paper';
import { sameAddress } from '../../paper/signature';
import { TableFrame } from '../../components/TableFrame';

/** Who signed, recovered from the signatures here; what their keys may do, as the chains say. */
export function PaperSigners({ claim, paper, foreign }: { claim: Paper; paper: CheckedPaper; foreign: readonly string[] }) {
  return (
    <>
      {foreign.length > 0 && <div className="panel-body"><Note tone="danger" urgent><p>The server names signers whose signatures are not here: {foreign.join(', ')}. They do not count.</p></Note></div>}
      {paper.signers.length === 0 ? <p className="empty">Nobody has signed yet.</p> : (
        <TableFrame>
          <table>
            <thead><tr><th scope="col">Signer</th><th scope="col">Role on chain</th></tr></thead>
            <tbody>
              {paper.signers.map(address => {
                const known = claim.signers.find(signer => sameAddress(signer.address, address));
                return (
                  <tr key={address}>
                    <th scope="row">{known?.user ?? 'key of nobody here'}<span className="sub"><Hash value={address} what="signer's address" /></span></th>
                    <td>{known && (Object.keys(known.roles) as ChainName[]).map(chain => <span key={chain} className="sub">{chainTitle[chain]}: <Aged of={known.roles[chain]} inline>{role => <Mark tone={role === 'none' ? 'danger' : 'good'}>{role}</Mark>}</Aged></span>)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableFrame>
      )}
    </>
  );
}
