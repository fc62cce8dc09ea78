import { Link } from 'wouter';
import type { TransferRow } from '../../api/types';
import { Ago } from '../../components/Ago';
import { Amount } from '../../components/Amount';
import { StateMark } from '../../components/StateMark';
import { WaitEnd } from '../../components/WaitEnd';
import { chainTitle, sentence } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

export function TransferTable({ rows }: { rows: readonly TransferRow[] }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Transfer</th><th scope="col">State</th><th scope="col" className="number">Amount</th><th scope="col">Lane</th><th scope="col">To</th><th scope="col">Waits for</th><th scope="col">Locked</th></tr></thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <th scope="row"><Link href={`/transfers/${row.id}`}>{row.id}</Link></th>
              <td><StateMark state={row.state} /></td>
              <td className="number"><Amount units={row.amount} asset={row.asset} /></td>
              <td className="nowrap">{chainTitle[row.source]} → {chainTitle[row.destination]}</td>
              <td>{row.kind === 'margin' ? 'margin account' : 'wallet'}</td>
              <td className="waits wrap wide">{row.waitingFor ? sentence(row.waitingFor) : <span className="faint">nothing</span>}<WaitEnd of={row}>{end => <span className="sub">{end}</span>}</WaitEnd></td>
              <td className="nowrap muted"><Ago at={row.lockedAt} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
