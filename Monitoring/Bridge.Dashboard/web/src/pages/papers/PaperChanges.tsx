import { useQuery } from '@tanstack/react-query';
import { breakersQuery, limitsQuery } from '../../api/queries';
import type { ChainName, LimitValues } from '../../api/types';
import { useSession } from '../../app/session';
import { Amount } from '../../components/Amount';
import { Changes } from '../../components/Changes';
import { ErrorNote } from '../../components/ErrorNote';
import { Panel } from '../../components/Panel';
import { formatDuration } from '../../format/time';
import { chainTitle } from '../../format/words';
import { changesOf } from '../../paper/changes';
import type { CheckedPaper } from '../../paper/paper';
import { filledAfter } from '../limits/filling';

/** What a paper changes on one chain, beside what is in force there now; and how a larger bucket begins. */
export function PaperChanges({ paper, chain }: { paper: CheckedPaper; chain: ChainName }) {
  const { deployment } = useSession();
  const breakers = useQuery(breakersQuery);
  const limits = useQuery(limitsQuery);
  const error = breakers.error ?? limits.error;
  const symbol = deployment.assets.find(asset => asset.id.toLowerCase() === paper.fields['asset']?.toLowerCase())?.symbol;
  const current = limits.data?.rows.find(row => row.chain === chain && row.asset === symbol)?.current.value;
  const filled = current && paper.action === 'SetLimits' ? filledAfter(current, paper.fields as unknown as LimitValues) : undefined;
  return (
    <Panel title={`What it changes on ${chainTitle[chain]}`} note="beside what is in force now">
      {error && <ErrorNote error={error} what="What is in force could not be read." />}
      <Changes changes={changesOf(deployment, chain, paper, { cells: breakers.data?.cells, limits: limits.data?.rows })} />
      {filled && symbol !== undefined && <p className="small">The bucket keeps what is in it: <Amount units={filled.units} asset={symbol} /> now. {Number.isFinite(filled.seconds) ? `It is full ${formatDuration(filled.seconds)} after the change at the earliest.` : 'Nothing refills it.'}</p>}
    </Panel>
  );
}
