import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { breakersQuery, papersQuery } from '../../api/queries';
import { ErrorNote } from '../../components/ErrorNote';
import { PageHead } from '../../components/PageHead';
import { Pager, usePages } from '../../components/Pager';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { ForeignHistory } from '../breakers/ForeignHistory';
import { ForeignProposals } from '../breakers/ForeignProposals';
import { paperStates } from './paperState';
import { PaperTable } from './PaperTable';
import { UploadPaper } from './UploadPaper';

/** What officers decided, on its way from the first signature to the chains. */
export default function PapersPage() {
  const [state, setState] = useState('');
  const pages = usePages();
  const breakers = useQuery(breakersQuery);
  const papers = useQuery(papersQuery(state, pages.cursor));
  return (
    <>
      <PageHead title="Papers">Whatever loosens is a paper: two officers sign it in their own wallets, it waits, one veto ends it, then it is executed. Listed is what was made or taken in here; what somebody scheduled without this dashboard stands above the list.</PageHead>
      <div className="grid">
        {breakers.error && <div className="span-12"><ErrorNote error={breakers.error} what="What others scheduled could not be read." /></div>}
        {breakers.data && <ForeignProposals view={breakers.data} />}
        <Panel
          title="Papers" span={8} flush
          actions={(
            <select aria-label="state" value={state} onChange={e => { setState(e.target.value); pages.newest(); }}>
              <option value="">every state</option>
              {Object.entries(paperStates).map(([name, { text }]) => <option key={name} value={name}>{text}</option>)}
            </select>
          )}
        >
          <View query={papers} what="The papers">
            {({ items, next }) => (
              <>
                {items.length === 0 ? <p className="empty">No papers. One begins on the page of what it changes: breakers, limits or holds.</p> : <PaperTable papers={items} />}
                <Pager pages={pages} next={next} />
              </>
            )}
          </View>
        </Panel>
        <Panel title="From the command line" span={4}><UploadPaper /></Panel>
        <ForeignHistory />
      </div>
    </>
  );
}
