import type { ActionResult, ChainOutcome } from '../api/types';
import { chainTitle } from '../format/words';
import { Hash } from './Hash';
import { Mark, type Tone } from './Mark';

const words: Readonly<Record<ChainOutcome['outcome'], { tone: Tone; text: string }>> = {
  done: { tone: 'good', text: 'done' },
  alreadyStricter: { tone: 'notice', text: 'already at least as strict' },
  refused: { tone: 'danger', text: 'refused by the chain' },
  unknown: { tone: 'caution', text: 'not known: it may still land; look at the board' },
};

/** What became of an action, chain by chain: one chain may do it and another refuse. */
export function Outcomes({ result }: { result: ActionResult }) {
  return (
    <dl className="facts" role="status">
      {result.outcomes.map(outcome => (
        <div key={outcome.chain} className="facts-row">
          <dt>{chainTitle[outcome.chain]}</dt>
          <dd>
            <Mark tone={words[outcome.outcome].tone}>{words[outcome.outcome].text}</Mark>
            {outcome.error && <> <code>{outcome.error}</code></>}
            {outcome.message && <span className="sub"> {outcome.message}</span>}
            {outcome.transaction && <> <Hash value={outcome.transaction} what="transaction" /></>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
