import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { breakersQuery } from '../../api/queries';
import type { BreakerCell, ChainName } from '../../api/types';
import { useMay, useSession } from '../../app/session';
import { Aged } from '../../components/Aged';
import { Mark } from '../../components/Mark';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { PhoneNote } from '../../components/PhoneNote';
import { View } from '../../components/View';
import { chainTitle } from '../../format/words';
import { PaperTable } from '../papers/PaperTable';
import { DelayFacts } from './DelayFacts';
import { ForeignHistory } from './ForeignHistory';
import { ForeignProposals } from './ForeignProposals';
import { LevelHistory } from './LevelHistory';
import { LevelTable } from './LevelTable';
import { LoosenDialog } from './LoosenDialog';
import { TightenDialog } from './TightenDialog';

/** Levels per scope and chain: one person tightens at once, two loosen after a delay. */
export default function BreakersPage() {
  const breakers = useQuery(breakersQuery);
  const { client } = useSession();
  const mayTighten = useMay('tighten');
  const mayLoosen = useMay('paperLoosen');
  const [tightens, setTightens] = useState<BreakerCell | 'any'>();
  const [loosens, setLoosens] = useState<BreakerCell>();
  return (
    <>
      <PageHead title="Breakers" actions={mayTighten && <button type="button" className="button button-danger" onClick={() => setTightens('any')}>Tighten</button>}>
        One person raises a level at once. Lowering one takes two officers, a delay, and nobody's veto.
      </PageHead>
      <View query={breakers} what="The breaker levels">
        {view => (
          <div className="grid">
            <ForeignProposals view={view} />
            <Panel title="Levels" note="the strictest of everything, lane and asset is in force" flush>
              <LevelTable cells={view.cells} {...(mayTighten ? { onTighten: setTightens } : {})} {...(mayLoosen ? { onLoosen: setLoosens } : {})} />
              {client === 'phone' && <div className="panel-body"><PhoneNote what="Loosening" /></div>}
            </Panel>
            <Panel title="One-action tightening" note="by the dashboard's sentinel key" span={6}>
              <dl className="facts">
                {(Object.keys(view.sentinel) as ChainName[]).map(chain => (
                  <div key={chain} className="facts-row">
                    <dt>{chainTitle[chain]}</dt>
                    <dd><Aged of={view.sentinel[chain]} inline>{works => <Mark tone={works ? 'good' : 'danger'}>{works ? 'works' : 'has no role: sign a paper with your own key instead'}</Mark>}</Aged></dd>
                  </div>
                ))}
              </dl>
            </Panel>
            <Panel title="Delays" span={6}><DelayFacts delays={view.delays} /></Panel>
            <Panel title="Open proposals" note="what loosens and was made here, on its way" flush>
              {view.proposals.length === 0 ? <p className="empty">Nothing that was made here is proposed.</p> : <PaperTable papers={view.proposals} />}
            </Panel>
            <LevelHistory />
            <ForeignHistory />
            {tightens && <TightenDialog cells={view.cells} {...(tightens === 'any' ? {} : { cell: tightens })} onClose={() => setTightens(undefined)} />}
            {loosens && <LoosenDialog cell={loosens} onClose={() => setLoosens(undefined)} />}
          </div>
        )}
      </View>
    </>
  );
}
