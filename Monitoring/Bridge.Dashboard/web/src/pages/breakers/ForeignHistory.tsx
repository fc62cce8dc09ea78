import { useQuery } from '@tanstack/react-query';
import { foreignHistoryQuery } from '../../api/queries';
import type { ActionName, DeploymentInfo, ForeignEnd } from '../../api/types';
import { useSession } from '../../app/session';
import { Author } from '../../components/Author';
import { Hash } from '../../components/Hash';
import { Mark, type Tone } from '../../components/Mark';
import { Pager, usePages } from '../../components/Pager';
import { Panel } from '../../components/Panel';
import { TableFrame } from '../../components/TableFrame';
import { View } from '../../components/View';
import { formatTime } from '../../format/time';
import { actionWords, chainTitle, sentence } from '../../format/words';
import { foreignMeaning } from '../../paper/changes';
import { PaperError } from '../../paper/fields';

const ends: Readonly<Record<ForeignEnd['standing'], { readonly tone: Tone; readonly text: string }>> = {
  Executed: { tone: 'notice', text: 'executed' }, Vetoed: { tone: 'danger', text: 'vetoed' }, Expired: { tone: 'plain', text: 'expired' }, NotKnown: { tone: 'caution', text: 'ended, not on record how' },
};

/** What somebody scheduled without this dashboard, once it has ended: what it was, who signed it, what became of it and by whom. Nothing where there was none. */
export function ForeignHistory({ action = '' }: { action?: ActionName | '' }) {
  const pages = usePages();
  const history = useQuery(foreignHistoryQuery(action, pages.cursor));
  if (history.data?.items.length === 0 && pages.isNewest) return null;
  return (
    <Panel title="Scheduled elsewhere, ended" note="not made on this dashboard" flush>
      <View query={history} what="What others scheduled">
        {({ items, next }) => (
          <>
            <ForeignEnds items={items} />
            <Pager pages={pages} next={next} />
          </>
        )}
      </View>
    </Panel>
  );
}

export function ForeignEnds({ items }: { items: readonly ForeignEnd[] }) {
  const { deployment } = useSession();
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">What</th><th scope="col">Signed by</th><th scope="col">Seen</th><th scope="col">What became of it</th></tr></thead>
        <tbody>
          {items.map(item => (
            <tr key={`${item.chain} ${item.digest}`}>
              <th scope="row" className="wrap">{what(deployment, item)}<span className="sub"><Hash value={item.digest} what="digest" /></span></th>
              <td className="wrap">{item.signers.length === 0 ? 'nobody that the chain shows' : item.signers.map(({ address, user }) => <span key={address} className="sub">{user ?? 'key of nobody here'} <Hash value={address} what="signer's address" /></span>)}</td>
              <td className="nowrap muted">{formatTime(item.seenAt)}</td>
              <td className="wrap">
                <Mark tone={ends[item.standing].tone}>{ends[item.standing].text}</Mark>
                {item.by && <span className="sub">by <Author by={item.by} /></span>}
                {item.transaction && <span className="sub">in <Hash value={item.transaction} what="transaction" /></span>}
                {item.endedAt && <span className="sub">{formatTime(item.endedAt)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function what(deployment: DeploymentInfo, item: ForeignEnd): string {
  if (item.action === null) return `Rotate the guardians’ key on ${chainTitle[item.chain]}`;
  const unsure = `${sentence(actionWords[item.action])} on ${chainTitle[item.chain]}`;
  try {
    return sentence(foreignMeaning(deployment, item)?.sentence ?? unsure);
  } catch (error) {
    if (!(error instanceof PaperError)) throw error;
    return `${unsure}; the server shows another paper than this one`;
  }
}
