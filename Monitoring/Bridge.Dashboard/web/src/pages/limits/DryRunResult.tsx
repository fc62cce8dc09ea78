import { Link } from 'wouter';
import type { DryRun, DryRunOutcome } from '../../api/types';
import { Amount } from '../../components/Amount';
import { Note } from '../../components/Note';
import { formatCount } from '../../format/amount';
import { formatDuration, formatTime } from '../../format/time';
import { plural } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

const counts: readonly { readonly name: 'wouldBeRefused' | 'wouldBeHeld' | 'wouldHaveWaited'; readonly label: string }[] = [
  { name: 'wouldBeRefused', label: 'Refused, above the largest release' },
  { name: 'wouldBeHeld', label: 'Held for two officers' },
  { name: 'wouldHaveWaited', label: 'Kept waiting for the bucket' },
];

/** Today's limits beside the proposed ones, on the same releases. */
export function DryRunResult({ run, asset }: { run: DryRun; asset: string }) {
  const most = Math.max(1, ...counts.flatMap(({ name }) => [run.current[name], run.proposed[name]]));
  return (
    <div className="stack" role="status">
      <p>{plural(run.transfers, 'release')} from {formatTime(run.from)} to {formatTime(run.to)}.</p>
      {run.truncated && <Note tone="caution"><p>The history begins later than asked: the figures are of what was recorded.</p></Note>}
      <TableFrame>
        <table>
          <thead><tr><th scope="col">Would have been</th><th scope="col">Current limits</th><th scope="col">Proposed limits</th></tr></thead>
          <tbody>
            {counts.map(({ name, label }) => (
              <tr key={name}>
                <th scope="row" className="wrap">{label}</th>
                <td><Bar count={run.current[name]} of={most} /></td>
                <td><Bar count={run.proposed[name]} of={most} isProposed /></td>
              </tr>
            ))}
            <tr><th scope="row">Longest wait</th><td>{formatDuration(run.current.longestWaitSeconds)}</td><td>{formatDuration(run.proposed.longestWaitSeconds)}</td></tr>
            <tr><th scope="row" className="wrap">Worst loss in a day<span className="sub">stolen group key: capacity and refill, no more than custody</span></th><td><Loss outcome={run.current} asset={asset} /></td><td className="strong"><Loss outcome={run.proposed} asset={asset} /></td></tr>
          </tbody>
        </table>
      </TableFrame>
      {run.proposed.heldExamples.length > 0 && <p className="small">Held under the proposed limits, for example: {run.proposed.heldExamples.map(id => <span key={id}><Link href={`/transfers/${id}`}>{id}</Link> </span>)}</p>}
    </div>
  );
}

function Bar({ count, of, isProposed = false }: { count: number; of: number; isProposed?: boolean }) {
  return (
    <span className="bar-cell">
      <span className="number">{formatCount(count)}</span>
      <span className={`bar-line ${isProposed ? 'is-proposed' : ''}`} aria-hidden="true"><i style={{ width: `${(100 * count) / of}%` }} /></span>
    </span>
  );
}

const Loss = ({ outcome, asset }: { outcome: DryRunOutcome; asset: string }) => <Amount units={outcome.worstCaseLoss} asset={asset} />;
