import { useQuery } from '@tanstack/react-query';
import { limitHistoryQuery } from '../../api/queries';
import type { LimitChange, LimitValues } from '../../api/types';
import { Amount } from '../../components/Amount';
import { Author } from '../../components/Author';
import { Hash } from '../../components/Hash';
import { Pager, usePages } from '../../components/Pager';
import { Panel } from '../../components/Panel';
import { TableFrame } from '../../components/TableFrame';
import { View } from '../../components/View';
import { formatTime } from '../../format/time';
import { chainTitle } from '../../format/words';
import { HoldThreshold } from './HoldThreshold';

const columns: readonly { readonly name: keyof LimitValues; readonly label: string }[] = [
  { name: 'maxRelease', label: 'Largest release' }, { name: 'capacity', label: 'Capacity' }, { name: 'refillPerSecond', label: 'Refill a second' }, { name: 'holdThreshold', label: 'Held from' },
];

/** Every change of limits that this dashboard saw, whoever made it. */
export function LimitHistory() {
  const pages = usePages();
  const history = useQuery(limitHistoryQuery(pages.cursor));
  return (
    <Panel title="History" note="whoever made the change, here or elsewhere" flush>
      <View query={history} what="The history of the limits">
        {({ items, next }) => (
          <>
            {items.length === 0 ? <p className="empty">No limit has changed since this dashboard began to watch.</p> : (
              <TableFrame>
                <table>
                  <thead><tr><th scope="col">When</th><th scope="col">Asset</th><th scope="col">Chain</th>{columns.map(({ name, label }) => <th key={name} scope="col" className="number">{label}</th>)}<th scope="col">By</th></tr></thead>
                  <tbody>
                    {items.map((change, index) => (
                      <tr key={`${change.at} ${change.chain} ${change.asset} ${index}`}>
                        <th scope="row" className="nowrap">{formatTime(change.at)}</th>
                        <td>{change.asset}</td><td>{chainTitle[change.chain]}</td>
                        {columns.map(({ name }) => <td key={name} className="number"><Value change={change} name={name} /></td>)}
                        <td className="wrap">{change.by ? <Author by={change.by} /> : 'being looked for'}{change.transaction && <span className="sub">in <Hash value={change.transaction} what="transaction" /></span>}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
            )}
            <Pager pages={pages} next={next} />
          </>
        )}
      </View>
    </Panel>
  );
}

function Value({ change, name }: { change: LimitChange; name: keyof LimitValues }) {
  const shown = (units: string) => (name === 'holdThreshold' ? <HoldThreshold units={units} asset={change.asset} /> : <Amount units={units} asset={change.asset} unit={false} />);
  return change.from[name] === change.to[name]
    ? <span className="muted">{shown(change.to[name])}</span>
    : <><span className="strong">{shown(change.to[name])}</span><span className="sub">was {shown(change.from[name])}</span></>;
}
