import { sentence } from '../format/words';
import type { Change } from '../paper/changes';

/** Values as they are and as a paper would have them. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  return (
    <dl className="facts">
      {changes.map(({ label, from, to }) => (
        <div key={label} className="facts-row">
          <dt>{sentence(label)}</dt>
          <dd>{from === undefined ? to : from === to ? <>{to} <span className="muted">as now</span></> : <>{from} <span className="muted" aria-hidden="true">→</span><span className="visually-hidden"> becomes </span> <span className="strong">{to}</span></>}</dd>
        </div>
      ))}
    </dl>
  );
}
