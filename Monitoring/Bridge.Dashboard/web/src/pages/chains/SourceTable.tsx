import type { ChainRow } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { formatCount } from '../../format/amount';
import { sentence } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

export function SourceTable({ row }: { row: ChainRow }) {
  const highest = Math.max(...row.sources.map(source => source.head.value?.height ?? 0));
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Source</th><th scope="col" className="number">Finalised</th><th scope="col" className="number">Behind</th><th scope="col">Hash</th><th scope="col" className="number">Since it moved</th><th scope="col">State</th></tr></thead>
        <tbody>
          {row.sources.map(source => (
            <tr key={source.name}>
              <th scope="row">{sentence(source.name)}</th>
              <td className="number"><Aged of={source.head}>{head => formatCount(head.height)}</Aged></td>
              <td className="number">{source.head.value ? formatCount(highest - source.head.value.height) : '–'}</td>
              <td><Aged of={source.head}>{head => <Hash value={head.hash} what={`block hash of ${source.name}`} />}</Aged></td>
              <td className="number">{source.lagSeconds === null ? '–' : `${source.lagSeconds.toFixed(1)} s`}</td>
              <td className="wrap">{source.head.problem ? <Mark tone="danger">{source.head.problem}</Mark> : <Mark tone="good">answers</Mark>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
