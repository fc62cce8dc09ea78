import { useQuery } from '@tanstack/react-query';
import { historyQuery } from '../../api/queries';
import { Author } from '../../components/Author';
import { Hash } from '../../components/Hash';
import { LevelBadge } from '../../components/LevelBadge';
import { Pager, usePages } from '../../components/Pager';
import { Panel } from '../../components/Panel';
import { Reason } from '../../components/Reason';
import { TableFrame } from '../../components/TableFrame';
import { View } from '../../components/View';
import { formatTime } from '../../format/time';
import { chainTitle, sentence } from '../../format/words';

/** Every change of a level that this dashboard saw. */
export function LevelHistory() {
  const pages = usePages();
  const history = useQuery(historyQuery(pages.cursor));
  return (
    <Panel title="History" flush>
      <View query={history} what="The history of the levels">
        {({ items, next }) => (
          <>
            {items.length === 0 ? <p className="empty">No level has changed since this dashboard began to watch.</p> : (
              <TableFrame>
                <table>
                  <thead><tr><th scope="col">When</th><th scope="col">Scope</th><th scope="col">Chain</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Why</th><th scope="col">By</th></tr></thead>
                  <tbody>
                    {items.map((change, index) => (
                      <tr key={`${change.at} ${change.scopeName} ${index}`}>
                        <th scope="row" className="nowrap">{formatTime(change.at)}</th>
                        <td>{sentence(change.scopeName)}</td><td>{chainTitle[change.chain]}</td>
                        <td><LevelBadge level={change.from} /></td><td><LevelBadge level={change.to} /></td>
                        <td className="wrap">{change.reason ? <Reason text={change.reason} /> : '–'}</td><td className="wrap">{change.by ? <Author by={change.by} /> : 'not known'}{change.transaction && <span className="sub">in <Hash value={change.transaction} what="transaction" /></span>}</td>
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
