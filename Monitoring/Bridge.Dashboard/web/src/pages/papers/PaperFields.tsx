import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { sentence } from '../../format/words';
import type { Meaning } from '../../paper/describe';
import type { CheckedPaper } from '../../paper/paper';

/** Every field in words, the bytes behind them one key away, and the digest that a wallet signs. */
export function PaperFields({ meaning, paper }: { meaning: Meaning; paper: CheckedPaper }) {
  return (
    <div className="stack">
      <dl className="facts">
        {meaning.lines.map(line => <div key={line.label} className="facts-row"><dt>{sentence(line.label)}</dt><dd>{line.text}</dd></div>)}
      </dl>
      <div>
        <p className="small muted">Digest, computed in this browser from the fields</p>
        <p className="digest" data-testid="digest">{paper.digest}</p>
        <p className="small"><Mark tone="good">the same as the server's and as the one in the address</Mark></p>
      </div>
      <details>
        <summary className="small muted">Fields as they are signed</summary>
        <dl className="facts">
          {Object.entries(paper.fields).map(([name, value]) => <div key={name} className="facts-row"><dt><code>{name}</code></dt><dd><Hash value={value} what={name} full /></dd></div>)}
        </dl>
      </details>
    </div>
  );
}
