import type { LaneFlow } from '../../api/types';
import { useNow } from '../../app/clock';
import { Mark } from '../../components/Mark';
import { formatDuration, secondsBetween } from '../../format/time';

/** What becomes of the headroom if the last hour goes on. */
export function ForecastWords({ flow }: { flow: LaneFlow }) {
  const now = useNow();
  // Whatever the bucket holds: the level decides first.
  if (flow.levelInForce !== null && flow.levelInForce >= 4) return <Mark tone="danger">stopped: nothing is released</Mark>;
  if (flow.stoppedByGuardians) return <Mark tone="danger">stopped by guardians: nothing is signed</Mark>;
  if (flow.levelInForce === 3) return <Mark tone="alert">each waits for two officers</Mark>;
  const { exhaustedAt, waitingFitsAt } = flow.forecast;
  if (exhaustedAt) return <Mark tone="caution">empty in {formatDuration(-secondsBetween(exhaustedAt, now))}</Mark>;
  if (waitingFitsAt) return <Mark tone="notice">waiting fits in {formatDuration(-secondsBetween(waitingFitsAt, now))}</Mark>;
  return flow.limits.value ? <span className="muted">refill keeps up</span> : <span className="muted">not known</span>;
}
