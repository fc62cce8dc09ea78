import { useQuery } from '@tanstack/react-query';
import { chainsQuery } from '../../api/queries';
import type { ChainRow } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { Note } from '../../components/Note';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { chainTitle, sentence } from '../../format/words';
import { SourceTable } from './SourceTable';

/** What each source says of each chain, and whether they agree. */
export default function ChainsPage() {
  const chains = useQuery(chainsQuery);
  return (
    <>
      <PageHead title="Chains">Every chain is read from several sources that must agree. One that lags is slow; two that name different blocks at one height are a reason to halt.</PageHead>
      <View query={chains} what="The chains">{view => <div className="grid">{view.chains.map(row => <ChainPanel key={row.chain} row={row} />)}</div>}</View>
    </>
  );
}

function ChainPanel({ row }: { row: ChainRow }) {
  return (
    <Panel
      title={chainTitle[row.chain]} flush
      actions={row.sources.length === 1 && !row.divergence
        ? <Mark tone="notice">one source, nothing to compare it with</Mark>
        : <Mark tone={row.divergence ? 'danger' : 'good'}>{row.divergence ? 'sources disagree' : 'sources that answer agree'}</Mark>}
      footer={(
        <span className="row">
          <span>Group key in force:</span>
          <Aged of={row.key} inline>
            {key => <span className="row"><span>epoch {key.epoch}</span><Hash value={key.groupKey} what="group key" /><Mark tone={key.expected ? 'good' : 'danger'}>{key.expected ? 'the one that is expected' : 'not the one that is expected: tighten, then ask the guardians'}</Mark></span>}
          </Aged>
        </span>
      )}
    >
      {row.divergence && <div className="panel-body"><Note tone="danger" urgent><p className="strong">{sentence(row.divergence)}</p><p>Raise the level of this chain to stop on the breakers page, then find out which source is wrong.</p></Note></div>}
      <SourceTable row={row} />
    </Panel>
  );
}
