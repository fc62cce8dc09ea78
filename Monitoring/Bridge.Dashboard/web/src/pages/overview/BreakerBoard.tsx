import { Link } from 'wouter';
import type { BreakerCell, ChainName } from '../../api/types';
import { Aged } from '../../components/Aged';
import { LevelBadge } from '../../components/LevelBadge';
import { Panel } from '../../components/Panel';
import { Reason } from '../../components/Reason';
import { chainTitle } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

/** Every scope on every chain; the strictest that covers a transfer is in force. */
export function BreakerBoard({ cells }: { cells: readonly BreakerCell[] }) {
  const chains = [...new Set(cells.map(cell => cell.chain))];
  const scopes = [...new Set(cells.map(rowOf))];
  const cellAt = (scope: string, chain: ChainName) => cells.find(cell => cell.chain === chain && rowOf(cell) === scope);
  return (
    <Panel title="Breaker board" span={4} flush actions={<Link href="/breakers" className="small">tighten or loosen</Link>}>
      <TableFrame>
        <table>
          <thead><tr><th scope="col">Scope</th>{chains.map(chain => <th scope="col" key={chain}>{chainTitle[chain]}</th>)}</tr></thead>
          <tbody>
            {scopes.map(scope => (
              <tr key={scope}>
                <th scope="row" className="nowrap">{scope}</th>
                {chains.map(chain => {
                  const cell = cellAt(scope, chain);
                  return (
                    <td key={chain}>
                      {cell ? <Aged of={cell.level}>{level => <LevelBadge level={level} />}</Aged> : <span className="faint">none</span>}
                      {cell?.reason && (cell.level.value ?? 0) > 0 && <span className="sub wrap"><Reason text={cell.reason} /></span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Panel>
  );
}

/** A lane has another name on each chain and is one row. */
const rowOf = (cell: BreakerCell): string => (cell.scopeKind === 'lane' ? 'Lane EVM ↔ Solana' : cell.scopeKind === 'everything' ? 'Everything' : cell.scopeName);
