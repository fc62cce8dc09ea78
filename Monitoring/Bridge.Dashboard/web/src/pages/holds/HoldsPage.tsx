import { useQuery } from '@tanstack/react-query';
import { holdsQuery } from '../../api/queries';
import type { HoldsView } from '../../api/types';
import { useNow } from '../../app/clock';
import { Aged } from '../../components/Aged';
import { Note } from '../../components/Note';
import { PageHead } from '../../components/PageHead';
import { View } from '../../components/View';
import { freshness } from '../../format/sourced';
import { plural } from '../../format/words';
import { HoldCard } from './HoldCard';

/** Held releases, oldest first: two different officers approve one, or one rejects it. */
export default function HoldsPage() {
  const holds = useQuery(holdsQuery);
  return (
    <>
      <PageHead title="Holds">A held release waits for two different officers. Time never turns into a yes; a rejected one is refunded to its sender on the source.</PageHead>
      <View query={holds} what="The holds">{view => <Queue view={view} />}</View>
    </>
  );
}

function Queue({ view }: { view: HoldsView }) {
  const now = useNow();
  const isKnown = view.reads.every(read => freshness(read, now) === 'fresh');
  return (
    <div className="stack">
      {!isKnown && <Note tone="caution"><p className="strong">Not every chain could be read: there may be holds that are not shown.</p>{view.reads.map(read => <p key={read.source}>{read.source}: <Aged of={read} inline>{count => plural(count, 'hold')}</Aged></p>)}</Note>}
      {view.queue.length === 0 && isKnown && <p className="panel empty">Nothing is held on any chain.</p>}
      {view.queue.map(hold => <HoldCard key={`${hold.chain} ${hold.id}`} hold={hold} />)}
    </div>
  );
}
