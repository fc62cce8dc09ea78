import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { samplesQuery } from '../../api/queries';
import type { LaneFlow } from '../../api/types';
import { useNow } from '../../app/clock';
import { useNames } from '../../app/session';
import { LineChart } from '../../components/LineChart';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { formatPercent } from '../../format/amount';
import { chainTitle } from '../../format/words';
import { project } from './forecast';

const hoursChoices = [1, 6, 24, 168] as const;

/** How much of a limit was used over time, and where it goes if the last hour goes on. */
export function FlowChartPanel({ flows }: { flows: readonly LaneFlow[] }) {
  const [chosen, setChosen] = useState<string>();
  const [hours, setHours] = useState<number>(6);
  const flow = flows.find(candidate => keyOf(candidate) === chosen) ?? flows[0];
  const samples = useQuery({ ...samplesQuery(flow ? `used:${flow.destination}:${flow.asset}` : '', hours), enabled: flow !== undefined });
  if (!flow) return null;
  return (
    <Panel
      title="Limit used and forecast" span={8}
      actions={(
        <>
          <select aria-label="lane and asset" value={keyOf(flow)} onChange={e => setChosen(e.target.value)}>
            {flows.map(candidate => <option key={keyOf(candidate)} value={keyOf(candidate)}>{candidate.asset}, {chainTitle[candidate.source]} → {chainTitle[candidate.destination]}</option>)}
          </select>
          <select aria-label="time span" value={hours} onChange={e => setHours(Number(e.target.value))}>
            {hoursChoices.map(choice => <option key={choice} value={choice}>{choice < 48 ? `${choice} h` : `${choice / 24} days`}</option>)}
          </select>
        </>
      )}
    >
      <View query={samples} what="The history of this limit">
        {series => (series.at.length < 2 ? <p className="empty">Nothing recorded yet: the dashboard takes a sample now and then while it runs.</p> : <Chart flow={flow} series={series} hours={hours} />)}
      </View>
    </Panel>
  );
}

function Chart({ flow, series, hours }: { flow: LaneFlow; series: { at: number[]; value: (number | null)[] }; hours: number }) {
  const now = useNow();
  const { decimals } = useNames();
  const minute = Math.trunc(now / 60_000);
  const limits = flow.limits.value;
  const drawn = useMemo(
    () => project(series, limits ? { capacity: Number(limits.capacity), refillPerSecond: Number(limits.refillPerSecond), outflowPerSecond: Number(flow.forecast.outflowPerSecond) } : undefined, minute * 60, hours * 900),
    [series, limits?.capacity, limits?.refillPerSecond, flow.forecast.outflowPerSecond, minute, hours, decimals],
  );
  return (
    <LineChart
      summary={`Percent of the ${flow.asset} limit on ${chainTitle[flow.destination]} used over the last ${hours} hours, with a forecast.`}
      at={drawn.at} max={100} format={formatPercent}
      series={[{ label: 'used', values: drawn.used, style: 1 }, { label: 'forecast', values: drawn.forecast, style: 2 }]}
    />
  );
}

const keyOf = (flow: LaneFlow): string => `${flow.lane} ${flow.asset}`;
