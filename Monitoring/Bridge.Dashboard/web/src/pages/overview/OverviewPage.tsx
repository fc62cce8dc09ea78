import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/queries';
import { useNow } from '../../app/clock';
import { Ago } from '../../components/Ago';
import { Note } from '../../components/Note';
import { PageHead } from '../../components/PageHead';
import { View } from '../../components/View';
import { isOld } from '../../format/sourced';
import { BreakerBoard } from './BreakerBoard';
import { FinalityPanel } from './FinalityPanel';
import { FlowChartPanel } from './FlowChartPanel';
import { FlowPanel } from './FlowPanel';
import { GuardianMatrixPanel } from './GuardianMatrixPanel';
import { KeyFigures } from './KeyFigures';
import { ProblemsPanel } from './ProblemsPanel';
import { ReservesPanel } from './ReservesPanel';

/** How the bridge stands, worst first. */
export function OverviewPage() {
  const overview = useQuery(overviewQuery);
  const now = useNow();
  return (
    <>
      <PageHead title="Overview" />
      <View query={overview} what="The overview">
        {view => (
          <div className={isOld(view.now, now) ? 'is-stale' : undefined}>
            {isOld(view.now, now) && <div className="old-view"><Note tone="caution" urgent><p>This is how things stood <Ago at={view.now} />. The dashboard says nothing newer: before acting on it, ask the chains: <code>bridge risk list</code>.</p></Note></div>}
            <KeyFigures view={view} />
            <div className="grid">
              {view.problems.length > 0 && <ProblemsPanel problems={view.problems} />}
              <FlowPanel flows={view.flows} />
              <FlowChartPanel flows={view.flows} />
              <BreakerBoard cells={view.breakers} />
              <ReservesPanel reserves={view.reserves} />
              <GuardianMatrixPanel />
              <FinalityPanel chains={view.chains} />
            </div>
          </div>
        )}
      </View>
    </>
  );
}
