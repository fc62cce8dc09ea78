import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { limitsQuery } from '../../api/queries';
import type { LimitRow } from '../../api/types';
import { useMay, useSession } from '../../app/session';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { PhoneNote } from '../../components/PhoneNote';
import { View } from '../../components/View';
import { ForeignHistory } from '../breakers/ForeignHistory';
import { LimitHistory } from './LimitHistory';
import { LimitTable } from './LimitTable';
import { LimitWorkbench } from './LimitWorkbench';

/** What each chain lets through, what is proposed, and what a change would have done. */
export default function LimitsPage() {
  const limits = useQuery(limitsQuery);
  const { client } = useSession();
  const mayTighten = useMay('tighten');
  const [chosen, setChosen] = useState<string>();
  return (
    <>
      <PageHead title="Limits">Caps on chain, per asset, in whole tokens. Lowering one takes one person; raising one takes two officers and the delay. Try a change on the recorded releases first.</PageHead>
      <View query={limits} what="The limits">
        {view => {
          const row = view.rows.find(candidate => keyOf(candidate) === chosen) ?? view.rows[0];
          return (
            <div className="grid">
              <Panel title="Current limits" flush><LimitTable rows={view.rows} chosen={row ? keyOf(row) : undefined} onChoose={candidate => setChosen(keyOf(candidate))} /></Panel>
              {client === 'phone' && <div className="span-12"><PhoneNote what="Raising a limit" /></div>}
              {row?.current.value && <LimitWorkbench key={keyOf(row)} row={row} current={row.current.value} mayLower={mayTighten} />}
              <LimitHistory />
              <ForeignHistory action="SetLimits" />
            </div>
          );
        }}
      </View>
    </>
  );
}

export const keyOf = (row: LimitRow): string => `${row.chain} ${row.asset}`;
