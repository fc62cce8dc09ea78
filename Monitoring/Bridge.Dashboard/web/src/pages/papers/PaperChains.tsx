import type { PaperOnChain } from '../../api/types';
import { Author } from '../../components/Author';
import { Countdown } from '../../components/Countdown';
import { Hash } from '../../components/Hash';
import { Mark, type Tone } from '../../components/Mark';
import { chainTitle, sentence } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

const words: Readonly<Record<PaperOnChain['state'], { readonly tone: Tone; readonly text: string }>> = {
  notSubmitted: { tone: 'plain', text: 'not submitted' },
  scheduled: { tone: 'caution', text: 'scheduled' },
  ready: { tone: 'alert', text: 'ready' },
  done: { tone: 'good', text: 'done' },
  vetoed: { tone: 'danger', text: 'vetoed' },
  expired: { tone: 'plain', text: 'expired' },
  overtaken: { tone: 'plain', text: 'overtaken' },
  unknown: { tone: 'caution', text: 'could not be read' },
};

export function PaperChains({ chains }: { chains: readonly PaperOnChain[] }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Chain</th><th scope="col">State</th><th scope="col">Ready</th><th scope="col">Void</th><th scope="col">Transaction</th></tr></thead>
        <tbody>
          {chains.map(chain => (
            <tr key={chain.chain}>
              <th scope="row">{chainTitle[chain.chain]}</th>
              <td><Mark tone={words[chain.state].tone}>{words[chain.state].text}</Mark>{chain.problem && <span className="sub wrap"><Author by={sentence(chain.problem)} /></span>}</td>
              <td>{chain.readyAt ? <Countdown to={chain.readyAt} then="now" /> : '–'}</td>
              <td>{chain.executableUntil ? <Countdown to={chain.executableUntil} then="past" /> : '–'}</td>
              <td>{chain.transaction ? <Hash value={chain.transaction} what={`transaction on ${chain.chain}`} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
