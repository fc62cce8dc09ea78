import type { LimitRow, LimitValues } from '../../api/types';
import { useNames } from '../../app/session';
import { Aged } from '../../components/Aged';
import { Amount } from '../../components/Amount';
import { FillingNote } from '../../components/FillingNote';
import { LevelBadge } from '../../components/LevelBadge';
import { Meter } from '../../components/Meter';
import { formatPercent } from '../../format/amount';
import { chainTitle } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';
import { HoldThreshold } from './HoldThreshold';
import { Proposed } from './Proposed';

interface LimitTableProps {
  readonly rows: readonly LimitRow[];
  readonly chosen: string | undefined;
  readonly onChoose: (row: LimitRow) => void;
}

/** Limits as they were set, and under them what the breaker level in force makes of them. */
export function LimitTable({ rows, chosen, onChoose }: LimitTableProps) {
  const names = useNames();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">Asset</th><th scope="col">Chain</th><th scope="col" className="number">Largest release</th><th scope="col" className="number">Capacity</th><th scope="col" className="number">Refill an hour</th>
            <th scope="col" className="number">Held from</th><th scope="col">Used now</th><th scope="col">Proposed</th><th scope="col" className="actions"><span className="visually-hidden">actions</span></th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => {
            const isChosen = `${row.chain} ${row.asset}` === chosen;
            return (
              <tr key={`${row.chain} ${row.asset}`} className={isChosen ? 'is-chosen' : undefined}>
                <th scope="row">{row.asset}</th>
                <td>{chainTitle[row.chain]}{row.levelInForce !== null && row.levelInForce > 0 && <span className="sub"><LevelBadge level={row.levelInForce} /></span>}</td>
                <td className="number"><Aged of={row.current}>{limits => (limits.maxRelease === '0' ? 'closed' : <Amount units={limits.maxRelease} asset={row.asset} unit={false} />)}</Aged></td>
                <td className="number"><Aged of={row.current}>{limits => <Amount units={limits.capacity} asset={row.asset} unit={false} />}</Aged>{row.inForce && <span className="sub">now <Amount units={row.inForce.capacity} asset={row.asset} unit={false} /></span>}</td>
                <td className="number"><Aged of={row.current}>{limits => <Amount units={anHour(limits)} asset={row.asset} unit={false} />}</Aged>{row.inForce && <span className="sub">now <Amount units={anHour(row.inForce)} asset={row.asset} unit={false} /></span>}</td>
                <td className="number"><Aged of={row.current}>{limits => <HoldThreshold units={limits.holdThreshold} asset={row.asset} />}</Aged>{row.inForce && <span className="sub">now <HoldThreshold units={row.inForce.holdThreshold} asset={row.asset} /></span>}</td>
                <td><Aged of={row.current}>{limits => <span className="used"><Meter percent={limits.usedPercent} label={`${row.asset} on ${row.chain}: limit used`} isFilling={row.filling !== null} /><span>{formatPercent(limits.usedPercent)}</span></span>}</Aged>{row.filling && <FillingNote filling={row.filling} decimals={names.decimals(row.asset)} />}</td>
                <td className="wide">{row.proposed.length === 0 ? <span className="faint">nothing</span> : row.proposed.map(proposed => <Proposed key={proposed.paper} row={row} proposed={proposed} />)}</td>
                <td className="number actions"><button type="button" className="button button-small" aria-pressed={isChosen} onClick={() => onChoose(row)}>Try a change<span className="visually-hidden"> of {row.asset} on {chainTitle[row.chain]}</span></button></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}

const anHour = (limits: LimitValues): string => (BigInt(limits.refillPerSecond) * 3600n).toString();
