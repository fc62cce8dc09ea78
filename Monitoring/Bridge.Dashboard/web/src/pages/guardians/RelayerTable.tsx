import type { RelayerRow } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Mark } from '../../components/Mark';
import { Saying } from './Saying';
import { TableFrame } from '../../components/TableFrame';

export function RelayerTable({ rows }: { rows: readonly RelayerRow[] }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Relayer</th><th scope="col">Health</th><th scope="col">Guardians it reaches</th><th scope="col">Says</th></tr></thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.url}>
              <th scope="row"><Aged of={row.health}>{health => health.name}</Aged><span className="sub">{row.url}</span></th>
              <td><Aged of={row.health}>{health => <Mark tone={health.healthy ? 'good' : 'danger'}>{health.healthy ? 'healthy' : 'not healthy'}</Mark>}</Aged></td>
              <td><Aged of={row.health}>{health => <>{health.liveGuardians}, {health.threshold} needed</>}</Aged></td>
              <td className="wrap"><Aged of={row.health}>{health => <Saying problems={health.problems} />}</Aged></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
