import type { RelayerWord, Sourced } from '../../api/types';
import { Aged } from '../../components/Aged';
import { StateMark } from '../../components/StateMark';
import { sentence } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

export function RelayerWords({ words }: { words: readonly Sourced<RelayerWord>[] }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Relayer</th><th scope="col">State</th><th scope="col">Waits for</th></tr></thead>
        <tbody>
          {words.map(word => (
            <tr key={word.source}>
              <th scope="row" className="wrap">{word.source}</th>
              <td className="wrap"><Aged of={word}>{value => <StateMark state={value.state} />}</Aged></td>
              <td className="wrap wide">{word.value?.waitingFor ? sentence(word.value.waitingFor) : <span className="faint">nothing</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {words.length === 0 && <p className="empty">No relayer was asked.</p>}
    </TableFrame>
  );
}
