import type { Observation, Sourced } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { formatCount } from '../../format/amount';
import { TableFrame } from '../../components/TableFrame';

export function ObservationTable({ observations }: { observations: readonly Sourced<Observation>[] }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Guardian</th><th scope="col">Signed</th><th scope="col" className="number">Height</th><th scope="col">Block</th></tr></thead>
        <tbody>
          {observations.map(observation => (
            <tr key={observation.source}>
              <th scope="row" className="nowrap">{observation.source}</th>
              <td className="wrap"><Aged of={observation}>{value => <Mark tone={value.matches ? 'good' : 'danger'}>{value.matches ? 'its signature, these bytes' : 'signature or bytes do not match'}</Mark>}</Aged></td>
              <td className="number">{observation.value ? formatCount(observation.value.height) : '–'}</td>
              <td>{observation.value ? <Hash value={observation.value.blockHash} what={`block that ${observation.source} saw`} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {observations.length === 0 && <p className="empty">No guardian was asked.</p>}
    </TableFrame>
  );
}
