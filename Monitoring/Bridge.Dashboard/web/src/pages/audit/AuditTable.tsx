import { Link } from 'wouter';
import type { AuditEntry } from '../../api/types';
import { useSession } from '../../app/session';
import { Hash } from '../../components/Hash';
import { formatTime } from '../../format/time';
import { TableFrame } from '../../components/TableFrame';
import { shortHash } from '../../format/words';
import { auditFacts, eventWords, isSeen, rawLines, type AuditFact } from './auditWords';

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { deployment } = useSession();
  return (
    <TableFrame>
      <table className="audit">
        <thead><tr><th scope="col" className="number">No.</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Details</th><th scope="col">Hash</th></tr></thead>
        <tbody>
          {entries.map(entry => (
            <tr key={entry.sequence}>
              <th scope="row" className="number">{entry.sequence}</th>
              <td className="nowrap">{formatTime(entry.at)}</td>
              <td>{entry.user ?? <span className="muted">{isSeen(entry.event) ? 'seen on the chain' : 'nobody'}</span>}{entry.address && <span className="sub">{entry.address}</span>}</td>
              <td className="event">{eventWords(entry.event)}</td>
              <td className="details wide">
                <dl className="facts">{auditFacts(deployment, entry).map(fact => <div key={fact.label} className="facts-row"><dt>{fact.label}</dt><dd><FactValue fact={fact} /></dd></div>)}</dl>
                <details>
                  <summary className="small muted">As it was hashed</summary>
                  <dl className="facts">{rawLines(entry).map(([name, value]) => <div key={name} className="facts-row"><dt><code>{name}</code></dt><dd>{value === '' ? <span className="faint">empty</span> : <code className="wrap-any">{value}</code>}</dd></div>)}</dl>
                </details>
              </td>
              <td><Hash value={entry.hash} what={`hash of entry ${entry.sequence}`} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function FactValue({ fact }: { fact: AuditFact }) {
  if ('paper' in fact) return <Link href={`/papers/${fact.paper}`} className="hash" title={fact.paper}>{shortHash(fact.paper)}</Link>;
  return 'bytes' in fact ? <Hash value={fact.bytes} what={fact.label} /> : <>{fact.text}</>;
}
