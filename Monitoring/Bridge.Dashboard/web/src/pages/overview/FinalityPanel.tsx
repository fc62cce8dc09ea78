import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { samplesQuery } from '../../api/queries';
import type { ChainBrief } from '../../api/types';
import { Aged } from '../../components/Aged';
import { LineChart } from '../../components/LineChart';
import { Mark } from '../../components/Mark';
import { Panel } from '../../components/Panel';
import { formatCount } from '../../format/amount';
import { chainTitle } from '../../format/words';

/** How far finality is behind, now and over the last six hours. */
export function FinalityPanel({ chains }: { chains: readonly ChainBrief[] }) {
  return (
    <Panel title="Finality lag" note="since the finalised head last moved" span={6} actions={<Link href="/chains" className="small">sources</Link>}>
      <div className="pairs">{chains.map(chain => <ChainFinality key={chain.chain} chain={chain} />)}</div>
    </Panel>
  );
}

function ChainFinality({ chain }: { chain: ChainBrief }) {
  const samples = useQuery(samplesQuery(`lag:${chain.chain}`, 6));
  return (
    <div>
      <div className="row">
        <h3>{chainTitle[chain.chain]}</h3>
        <Aged of={chain.finalized} inline>{height => <span className="muted">finalised {formatCount(height)}</span>}</Aged>
        {chain.sources === 1 && chain.sourcesHealthy === 1
          ? <Mark tone="notice">one source, nothing to compare it with</Mark>
          : (
            <Mark tone={chain.diverged ? 'danger' : chain.sourcesHealthy < chain.sources ? 'caution' : 'good'}>
              {chain.diverged ? 'sources disagree' : `${chain.sourcesHealthy} of ${chain.sources} sources agree`}
            </Mark>
          )}
      </div>
      {samples.data && samples.data.at.length > 1
        ? <LineChart summary={`Seconds since ${chainTitle[chain.chain]} last finalised, over six hours.`} at={samples.data.at} series={[{ label: 'lag', values: samples.data.value, style: 1 }]} format={value => `${value.toFixed(value < 10 ? 1 : 0)} s`} height={120} />
        : <p className="muted small">No samples yet.</p>}
    </div>
  );
}
