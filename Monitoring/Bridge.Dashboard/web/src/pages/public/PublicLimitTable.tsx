import type { LimitState, PublicLimits } from '../../api/types';
import { Aged } from '../../components/Aged';
import { FillingNote } from '../../components/FillingNote';
import { LevelBadge } from '../../components/LevelBadge';
import { Meter } from '../../components/Meter';
import { formatAmount, formatPercent, isUnlimited } from '../../format/amount';
import { chainTitle } from '../../format/words';
import { availability } from './availability';
import { TableFrame } from '../../components/TableFrame';

export function PublicLimitTable({ view }: { view: PublicLimits }) {
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Asset</th><th scope="col">Paid on</th><th scope="col" className="number">Largest release</th><th scope="col" className="number">Available now</th><th scope="col">Used</th><th scope="col" className="number">Held from</th><th scope="col">Breaker level</th></tr></thead>
        <tbody>
          {view.rows.map(row => (
            <tr key={`${row.chain} ${row.asset}`}>
              <th scope="row">{row.asset}</th>
              <td>{chainTitle[row.chain]}</td>
              <td className="number"><Aged of={row.limits}>{limits => (limits.maxRelease === '0' ? 'closed' : formatAmount(limits.maxRelease, row.decimals))}</Aged></td>
              <td className="number wrap"><Aged of={row.limits}>{limits => <Available row={row} limits={limits} />}</Aged></td>
              <td><Aged of={row.limits}>{limits => <span className="used"><Meter percent={limits.usedPercent} label={`${row.asset} on ${row.chain}: limit used`} isFilling={row.filling !== null} /><span>{formatPercent(limits.usedPercent)}</span></span>}</Aged>{row.filling && <FillingNote filling={row.filling} decimals={row.decimals} />}</td>
              <td className="number"><Aged of={row.limits}>{limits => (isUnlimited(limits.holdThreshold) ? 'never' : limits.holdThreshold === '0' ? 'every release' : formatAmount(limits.holdThreshold, row.decimals))}</Aged></td>
              <td>{row.levelInForce === null ? 'not known' : <LevelBadge level={row.levelInForce} />}{row.levelAtSource !== null && row.levelAtSource > 0 && <span className="sub">on {chainTitle[row.chain === 'evm' ? 'solana' : 'evm']} <LevelBadge level={row.levelAtSource} /></span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Available({ row, limits }: { row: PublicLimits['rows'][number]; limits: LimitState }) {
  const now = availability(row, limits);
  return now.units === null ? <><span className="strong">nothing</span><span className="sub">{now.why}</span></> : <>{formatAmount(now.units, row.decimals)}</>;
}
