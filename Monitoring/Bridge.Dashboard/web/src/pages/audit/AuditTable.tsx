import type { AuditEntry } from '../../api/types';
import { Hash } from '../../components/Hash';
import { formatTime } from '../../format/time';
import { TableFrame } from '../../components/TableFrame';
import { eventWords } from './eventWords';

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col" className="number">No.</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Details</th><th scope="col">Hash</th></tr></thead>
        <tbody>
          {entries.map(entry => (
            <tr key={entry.sequence}>
              <th scope="row" className="number">{entry.sequence}</th>
              <td className="nowrap">{formatTime(entry.at)}</td>
              <td className="wrap">{entry.user ?? <span className="muted">nobody signed in</span>}{entry.address && <span className="sub">{entry.address}</span>}</td>
              <td className="nowrap">{eventWords(entry.event)}</td>
              <td className="wrap details">{Object.entries(entry.detail).map(([name, value]) => <span key={name} className="sub"><span className="faint">{name}</span> {value}</span>)}</td>
              <td><Hash value={entry.hash} what={`hash of entry ${entry.sequence}`} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
