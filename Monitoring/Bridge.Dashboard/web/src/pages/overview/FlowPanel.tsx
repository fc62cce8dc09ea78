import type { LaneFlow } from '../../api/types';
import { useNames } from '../../app/session';
import { Aged } from '../../components/Aged';
import { Amount } from '../../components/Amount';
import { FillingNote } from '../../components/FillingNote';
import { LevelBadge } from '../../components/LevelBadge';
import { Meter } from '../../components/Meter';
import { Panel } from '../../components/Panel';
import { formatPercent } from '../../format/amount';
import { chainTitle, plural } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';
import { ForecastWords } from './ForecastWords';

/** What is paid out over each lane against what the destination chain lets through. */
export function FlowPanel({ flows }: { flows: readonly LaneFlow[] }) {
  const names = useNames();
  return (
    <Panel title="Flow against limits" note="released on the destination, per lane and asset" flush>
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col">Lane</th><th scope="col">Limit used</th><th scope="col" className="number">Headroom</th>
              <th scope="col" className="number">Last hour</th><th scope="col" className="number">Last day</th><th scope="col" className="number">Waiting</th><th scope="col">Forecast</th>
            </tr>
          </thead>
          <tbody>
            {flows.map(flow => (
              <tr key={`${flow.lane} ${flow.asset}`}>
                <th scope="row">
                  <span className="nowrap">{flow.asset}</span>
                  <span className="sub nowrap">{chainTitle[flow.source]} → {chainTitle[flow.destination]}</span>
                </th>
                <td>
                  <Aged of={flow.limits}>
                    {limits => limits.maxRelease === '0' ? <span className="strong">closed</span> : (
                      <span className="used">
                        <Meter percent={limits.usedPercent} label={`${flow.asset} ${flow.source} to ${flow.destination}: limit used`} isFilling={flow.filling !== null} />
                        <span>{formatPercent(limits.usedPercent)}</span>
                        {flow.levelInForce !== null && flow.levelInForce > 0 && <LevelBadge level={flow.levelInForce} />}
                      </span>
                    )}
                  </Aged>
                  {flow.filling && <FillingNote filling={flow.filling} decimals={names.decimals(flow.asset)} />}
                </td>
                <td className="number">
                  <Aged of={flow.limits}>{limits => <>{flow.stoppedByGuardians || (flow.levelInForce !== null && flow.levelInForce >= 4) ? <span className="strong">nothing</span> : <Amount units={limits.available} asset={flow.asset} unit={false} />}<span className="sub">of <Amount units={limits.capacity} asset={flow.asset} unit={false} /></span></>}</Aged>
                </td>
                <td className="number"><Amount units={flow.lastHour} asset={flow.asset} unit={false} /></td>
                <td className="number"><Amount units={flow.lastDay} asset={flow.asset} unit={false} /></td>
                <td className="number"><Amount units={flow.waitingAmount} asset={flow.asset} unit={false} />{flow.waitingCount > 0 && <span className="sub">{plural(flow.waitingCount, 'transfer')}</span>}</td>
                <td className="forecast"><ForecastWords flow={flow} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {flows.length === 0 && <p className="empty">No lane is open. Lanes are opened by two officers: bridge risk create open-lane.</p>}
    </Panel>
  );
}
