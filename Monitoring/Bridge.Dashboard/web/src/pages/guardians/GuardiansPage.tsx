import { useQuery } from '@tanstack/react-query';
import { guardiansQuery, samplesQuery } from '../../api/queries';
import { LineChart } from '../../components/LineChart';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { GuardianDetails } from './GuardianDetails';
import { GuardianMatrix } from './GuardianMatrix';
import { RelayerTable } from './RelayerTable';

/** Who signs, whether they can, and how many may still fail. */
export default function GuardiansPage() {
  const guardians = useQuery(guardiansQuery);
  const samples = useQuery(samplesQuery('guardians', 24));
  return (
    <>
      <PageHead title="Guardians">Each one watches both chains by itself. Below the threshold nothing is signed and nothing is lost.</PageHead>
      <View query={guardians} what="The guardians">
        {view => (
          <div className="grid">
            <Panel title="Health by chain" span={6} flush><GuardianMatrix view={view} /></Panel>
            <Panel title="Guardians that sign, over a day" note="the fewest in each step, times in UTC" span={6}>
              {samples.data && samples.data.at.length > 1
                ? (
                  <LineChart
                    summary={`Number of guardians that sign over the last day; ${view.threshold} are needed.`} at={samples.data.at} max={view.rows.length} isCount format={value => value.toFixed(0)}
                    series={[{ label: 'signing', values: samples.data.value, style: 1 }, { label: 'needed', values: samples.data.at.map(() => view.threshold), style: 2 }]}
                  />
                )
                : <p className="muted">No samples yet.</p>}
            </Panel>
            <Panel title="Each guardian" flush><GuardianDetails rows={view.rows} /></Panel>
            <Panel title="Relayers" note="they deliver and hold no power over funds" flush><RelayerTable rows={view.relayers} /></Panel>
          </div>
        )}
      </View>
    </>
  );
}
