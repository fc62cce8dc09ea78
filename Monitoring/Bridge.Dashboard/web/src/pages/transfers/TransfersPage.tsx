import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { transfersQuery, type TransferFilter } from '../../api/queries';
import { PageHead } from '../../components/PageHead';
import { View } from '../../components/View';
import { Panel } from '../../components/Panel';
import { readFilter, writeFilter } from './filter';
import { TransferFilters } from './TransferFilters';
import { TransferTable } from './TransferTable';

/** Every transfer that the dashboard knows, newest first. */
export default function TransfersPage() {
  const filter = readFilter(useSearch());
  const [, go] = useLocation();
  const page = useQuery(transfersQuery(filter));
  const change = (next: TransferFilter): void => go(`/transfers?${writeFilter(next)}`);
  return (
    <>
      <PageHead title="Transfers">Search by id (1-2-17), by a transaction of either chain, or by an address.</PageHead>
      <Panel title="Transfers" note={page.isFetching && !page.data ? '' : 'newest first'} flush>
        <TransferFilters filter={filter} onChange={change} />
        <View query={page} what="The transfers">
          {({ items, next }) => (
            <>
              {items.length === 0
                ? <p className="empty">{writeFilter(filter) === '' ? 'No transfers yet.' : 'Nothing matches. The search takes whole ids, hashes and addresses.'} A lock appears here a few seconds after its transaction.</p>
                : <TransferTable rows={items} />}
              {(next || filter.cursor) && (
                <div className="panel-body row">
                  {filter.cursor && <button type="button" className="button" onClick={() => change({ ...filter, cursor: '' })}>Newest</button>}
                  {next && <button type="button" className="button" onClick={() => change({ ...filter, cursor: next })}>Older</button>}
                </div>
              )}
            </>
          )}
        </View>
      </Panel>
    </>
  );
}
