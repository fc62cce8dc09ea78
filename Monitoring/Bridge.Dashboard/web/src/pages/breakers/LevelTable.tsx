import type { BreakerCell } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Ago } from '../../components/Ago';
import { Author } from '../../components/Author';
import { LevelBadge } from '../../components/LevelBadge';
import { Reason } from '../../components/Reason';
import { chainTitle, scopeWords, sentence, titled } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

interface LevelTableProps {
  readonly cells: readonly BreakerCell[];
  readonly onTighten?: (cell: BreakerCell) => void;
  readonly onLoosen?: (cell: BreakerCell) => void;
}

/** Every scope with its own level, why, by whom, since when. */
export function LevelTable({ cells, onTighten, onLoosen }: LevelTableProps) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Scope</th><th scope="col">Chain</th><th scope="col">Level</th><th scope="col">Why and by whom</th><th scope="col">Since</th><th scope="col" className="actions"><span className="visually-hidden">actions</span></th></tr></thead>
        <tbody>
          {cells.map(cell => {
            const name = `${titled(cell.scopeName)} on ${chainTitle[cell.chain]}`;
            return (
              <tr key={`${cell.chain} ${cell.scopeKind} ${cell.scope}`}>
                <th scope="row" className="nowrap">{sentence(cell.scopeName)}{cell.scopeKind === 'asset' && <span className="sub">{scopeWords[cell.scopeKind]}</span>}</th>
                <td>{chainTitle[cell.chain]}</td>
                <td><Aged of={cell.level}>{level => <LevelBadge level={level} />}</Aged></td>
                <td className="wrap wide">{cell.reason ? <Reason text={cell.reason} /> : <span className="faint">–</span>}{cell.by && <span className="sub"><Author by={cell.by} /></span>}</td>
                <td className="nowrap muted">{cell.since ? <Ago at={cell.since} /> : '–'}</td>
                <td className="number actions">
                  <span className="row actions-end">
                    {onTighten && <button type="button" className="button button-small" disabled={cell.level.value === 5} onClick={() => onTighten(cell)}>Tighten<span className="visually-hidden"> {name}</span></button>}
                    {onLoosen && <button type="button" className="button button-small" disabled={!cell.level.value} onClick={() => onLoosen(cell)}>Loosen<span className="visually-hidden"> {name}</span></button>}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}
