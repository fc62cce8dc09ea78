import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/queries';
import { PageHead } from '../../components/PageHead';
import { View } from '../../components/View';
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
  return (
    <>
      <PageHead title="Overview" />
      <View query={overview} what="The overview">
        {view => (
          <>
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
          </>
        )}
      </View>
    </>
  );
}
